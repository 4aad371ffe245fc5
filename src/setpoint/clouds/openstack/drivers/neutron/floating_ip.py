"""``OS::Neutron::FloatingIP``: an address of an external network that can stand for a port's."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.openstack.drivers.neutron.neutron import (
    NETWORKS,
    PORTS,
    SUBNETS,
    NeutronDriver,
    differs,
)
from setpoint.clouds.openstack.rest.alike import in_any_case
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain


class FloatingIP(NeutronDriver):
    """A floating IP."""

    path, one, many = "floatingips", "floatingip", "floatingips"
    imports = True
    untold = NeutronDriver.untold | {"floating_ip_address", "fixed_ip_address"}
    fields = (
        Field("floating_network", "floating_network_id", NETWORKS, updates=False),
        Field("floating_subnet", "subnet_id", SUBNETS, updates=False, reads=False),
        Field("floating_ip_address", updates=False),
        Field("port_id", things=PORTS),
        Field("fixed_ip_address"),
        Field("dns_name", updates=False, told=in_any_case),
        Field("dns_domain", updates=False, told=in_any_case),
    )

    async def changes(self, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.changes`; an address is one of a port, and the service wants both at once."""
        body = await super().changes(old, new)
        if differs("port_id", old, new) or differs("fixed_ip_address", old, new):
            body |= await association(self, new)
        return body

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`; without a DNS service the cloud takes names, and shows none."""
        found = super().seen(shown, wanted)
        return {name: value for name, value in found.items() if not (name in _DNS and value == "")}


_DNS = ("dns_name", "dns_domain")


async def association(driver: NeutronDriver, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
    """What a floating IP is told so that it stands for the port in ``wanted``, or for none."""
    if not wanted.get("port_id"):
        return {"port_id": None}
    port = await driver.region.names.id(PORTS, str(wanted["port_id"]))
    return {"port_id": port, "fixed_ip_address": wanted.get("fixed_ip_address")}


DRIVER = FloatingIP
