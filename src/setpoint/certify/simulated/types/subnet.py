"""``OS::Neutron::Subnet``: a range of addresses on a network. Ports with an address in it keep it."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.addresses import Network, address, contains, default_pools, network
from setpoint.certify.simulated.simulated_type import SimulatedType, describe, need
from setpoint.certify.simulated.types.net import Net, Segment
from setpoint.certify.simulated.types.pools import SubnetPool, next_cidr
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain


class Subnet(SimulatedType):
    """A subnet; its network's subnets never overlap."""

    name = "OS::Neutron::Subnet"
    title = "subnet"
    takes = ("subnets",)
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a CIDR that is none, is of another IP version, or overlaps; work out gateway and pools."""
        wanted = thing.properties
        net = need(world, Net, wanted["network"], Bond.PART, thing)
        if wanted.get("segment"):
            need(world, Segment, wanted["segment"], Bond.HOLDS, thing)
        cidr = _cidr(world, thing)
        if cidr.version != int(wanted.get("ip_version", 4)):
            raise refusals.bad_request(f"{cidr} is not of IP version {wanted.get('ip_version', 4)}")
        _refuse_overlap(world, net, thing, cidr)
        thing.state |= {"network_id": net.id, "cidr": str(cidr), "ip_version": cidr.version}
        thing.state["gateway_ip"] = gateway = _gateway(thing, cidr)
        if before is None or before.properties.get("allocation_pools") != wanted.get("allocation_pools"):
            pools = wanted.get("allocation_pools") or default_pools(cidr, gateway)
            thing.state["allocation_pools"] = [{"start": one["start"], "end": one["end"]} for one in pools]
        _refuse_pools(thing, gateway)
        thing.usage = self.usage(thing.properties)

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Neutron shows it."""
        wanted, state = thing.properties, thing.state
        return {
            "allocation_pools": state["allocation_pools"],
            "cidr": state["cidr"],
            "dns_nameservers": wanted.get("dns_nameservers") or [],
            "enable_dhcp": wanted.get("enable_dhcp", True),
            "gateway_ip": state["gateway_ip"],
            "host_routes": wanted.get("host_routes") or [],
            "ip_version": state["ip_version"],
            "name": thing.name,
            "network_id": state["network_id"],
            "tenant_id": wanted.get("tenant_id", "simulated"),
        }


def _cidr(world: World, subnet: Thing) -> Network:
    wanted = subnet.properties
    if not wanted.get("subnetpool"):
        return network(wanted["cidr"])
    pool = need(world, SubnetPool, wanted["subnetpool"], Bond.HOLDS, subnet)
    had = subnet.state.get("cidr")
    return network(had) if had else next_cidr(world, pool, wanted.get("prefixlen"), Subnet.name)


def _gateway(subnet: Thing, cidr: Network) -> str | None:
    """The gateway that is wanted, none where an empty one is, else the first address."""
    wanted = subnet.properties.get("gateway_ip")
    if wanted is None:
        return str(cidr.network_address + 1)
    if not wanted:
        return None
    if not contains(subnet, wanted):
        raise refusals.bad_request(f"the gateway {wanted} is not in {cidr}")
    return str(wanted)


def _refuse_overlap(world: World, net: Thing, subnet: Thing, cidr: Network) -> None:
    for other in world.bound_to(net.id, Subnet.name):
        if other.id != subnet.id and cidr.overlaps(network(other.state["cidr"])):
            raise refusals.bad_request(
                f"{cidr} overlaps with {describe(Subnet, other)} ({other.state['cidr']})"
            )


def _refuse_pools(subnet: Thing, gateway: str | None) -> None:
    last = None
    for pool in sorted(subnet.state["allocation_pools"], key=lambda one: int(address(one["start"]))):
        start, end = address(pool["start"]), address(pool["end"])
        if not (contains(subnet, pool["start"]) and contains(subnet, pool["end"]) and int(start) <= int(end)):
            raise refusals.bad_request(f"the pool {start}-{end} is not in {subnet.state['cidr']}")
        if last is not None and int(start) <= last:
            raise refusals.conflict(f"the pool {start}-{end} overlaps with another one")
        if gateway and int(start) <= int(address(gateway)) <= int(end):
            raise refusals.conflict(f"the gateway {gateway} is in the pool {start}-{end}")
        last = int(end)
