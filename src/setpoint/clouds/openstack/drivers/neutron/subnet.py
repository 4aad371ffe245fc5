"""``OS::Neutron::Subnet``: a range of addresses on a network."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.neutron.addresses import usual_addresses
from setpoint.clouds.openstack.drivers.neutron.neutron import (
    NETWORKS,
    PROJECTS,
    SEGMENTS,
    SUBNET_POOLS,
    SUBNETS,
    NeutronDriver,
)
from setpoint.clouds.openstack.rest.field import KEEP, Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain


class Subnet(NeutronDriver):
    """A subnet."""

    path, one, many = "subnets", "subnet", "subnets"
    things = SUBNETS
    imports = True
    untold = NeutronDriver.untold | {"subnetpool"}
    fields = (
        Field("name", unset=KEEP),
        Field("network", "network_id", NETWORKS, updates=False),
        Field("subnetpool", "subnetpool_id", SUBNET_POOLS, updates=False),
        Field("prefixlen", updates=False, reads=False),
        Field("cidr", updates=False),
        Field("ip_version", updates=False),
        Field("tenant_id", things=PROJECTS, updates=False),
        Field("ipv6_ra_mode", updates=False),
        Field("ipv6_address_mode", updates=False),
        Field("dns_nameservers"),
        Field("gateway_ip", out=lambda told: told or None),
        Field("enable_dhcp"),
        Field("allocation_pools", unset=[]),
        Field("host_routes"),
        Field("segment", "segment_id", SEGMENTS),
    )

    async def body(self, want: Want) -> dict[str, Plain]:
        """No gateway is wanted by an empty address; the first one of the range by none at all."""
        body = await super().body(want)
        if want.properties.get("gateway_ip") == "":
            body["gateway_ip"] = None
        return body

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """No gateway is shown as none."""
        return super().seen({**shown, "gateway_ip": shown.get("gateway_ip") or ""}, wanted)

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`; a gateway and addresses to give away are there by themselves."""
        found = super().told(shown)
        gateway, pools = usual_addresses(shown["cidr"], shown["gateway_ip"])
        if shown["gateway_ip"] == gateway:
            del found["gateway_ip"]
        if not shown["gateway_ip"]:
            found["gateway_ip"] = ""
        if found.get("allocation_pools") == pools:
            del found["allocation_pools"]
        return found


DRIVER = Subnet
