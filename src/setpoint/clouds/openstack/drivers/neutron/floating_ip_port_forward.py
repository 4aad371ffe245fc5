"""``OS::Neutron::FloatingIPPortForward``: a port of a floating IP that leads to a port of an address.

Follows "Floating IPs port forwarding" of the Networking API.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.neutron.neutron import PORTS
from setpoint.clouds.openstack.drivers.neutron.parts import Child
from setpoint.clouds.openstack.rest.carrier import Description
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain

TOKEN = Description()
"""Only the list of a floating IP's forwardings shows it."""


class FloatingIPPortForward(Child):
    """A forwarding."""

    path, one, many = "floatingips", "floatingip", "floatingips"
    whole_named = ("floating_ip", None)
    child = "port_forwarding"
    fields = (
        Field("internal_ip_address"),
        Field("internal_port", "internal_port_id", PORTS),
        Field("internal_port_number", "internal_port"),
        Field("external_port"),
        Field("protocol"),
    )

    def part(self, whole: Shown, id: str, wanted: Mapping[str, Plain]) -> Shown | None:
        """See :meth:`Part.part`."""
        return next((one for one in whole.get("port_forwardings", ()) if one.get("id") == id), None)

    async def marked(self, want: Want, token: str) -> dict[str, Any]:
        """See :meth:`Child.marked`."""
        body = await super().marked(want, token)
        TOKEN.mark(body, token, want)
        return body

    def is_it(self, shown: Shown, token: str, want: Want) -> bool:
        """See :meth:`Child.is_it`."""
        return TOKEN.bears(shown, token, want)

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.attributes`; floating IPs do not show the descriptions of theirs."""
        return super().attributes({key: one for key, one in shown.items() if key != "description"}, wanted)


DRIVER = FloatingIPPortForward
