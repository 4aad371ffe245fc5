"""``OS::Neutron::SecurityGroupRule``: one rule of a security group, as a resource of its own."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.neutron.neutron import SECURITY_GROUPS, NeutronDriver
from setpoint.clouds.openstack.drivers.neutron.rules import key
from setpoint.clouds.openstack.rest.carrier import Description, description
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain


class _Described(Description):
    """The description of a rule cannot be changed: one that leaves no room for a token goes without."""

    def leaves(self, want: Want) -> bool:
        """Nothing can be given later."""
        return False

    def text(self, token: str, want: Want) -> str:
        """See :meth:`Description.text`."""
        return description(want.properties) if super().leaves(want) else super().text(token, want)


REMADE = ("ethertype", "protocol", "port_range_min", "port_range_max", "remote_ip_prefix")
"""What can be said in several ways."""


class SecurityGroupRule(NeutronDriver):
    """A rule. Nothing of one can be changed."""

    carrier = _Described()
    path, one, many = "security-group-rules", "security_group_rule", "security_group_rules"
    fields = (
        Field("security_group", "security_group_id", SECURITY_GROUPS, updates=False),
        Field("description", updates=False),
        Field("direction", updates=False),
        Field("ethertype", updates=False),
        Field("protocol", updates=False),
        Field("port_range_min", updates=False),
        Field("port_range_max", updates=False),
        Field("remote_group", "remote_group_id", SECURITY_GROUPS, updates=False),
        Field("remote_ip_prefix", updates=False),
    )

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        found = super().seen(shown, wanted)
        asked = {name: wanted[name] for name in REMADE if wanted.get(name) is not None}
        if key({**shown, **asked}) == key(shown):
            found |= {
                name: value for name, value in asked.items() if name in found or name == "remote_ip_prefix"
            }
        return found


DRIVER = SecurityGroupRule
