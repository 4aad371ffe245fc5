"""``OS::Neutron::Net``: a network, and the DHCP agents that serve it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from setpoint.clouds.openstack.drivers.neutron.hosted import Hosted
from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORKS, PROJECTS, QOS_POLICIES
from setpoint.clouds.openstack.rest.alike import in_any_case
from setpoint.clouds.openstack.rest.field import KEEP, Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain


class Net(Hosted):
    """A network."""

    path, one, many = "networks", "network", "networks"
    things = NETWORKS
    agents, hosting = "dhcp-agents", "dhcp-networks"
    imports = True
    usual: ClassVar[Mapping[str, Plain]] = {"port_security_enabled": True}
    fields = (
        Field("name", unset=KEEP),
        Field("admin_state_up"),
        Field("tenant_id", things=PROJECTS, updates=False),
        Field("shared"),
        Field("port_security_enabled", unset=KEEP),
        Field("availability_zone_hints", updates=False),
        Field("dns_domain", unset="", told=in_any_case),
        Field("qos_policy", "qos_policy_id", QOS_POLICIES),
    )

    def agents_of(self, wanted: Mapping[str, Plain]) -> list[str]:
        """See :meth:`Hosted.agents_of`."""
        return list(wanted.get("dhcp_agent_ids") or [])

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        agents = self.seen_agents(shown, wanted)
        return super().seen(shown, wanted) | ({} if agents is None else {"dhcp_agent_ids": agents})


DRIVER = Net
