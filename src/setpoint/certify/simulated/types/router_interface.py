"""``OS::Neutron::RouterInterface``: a router's place on a subnet, by a port of its own or by one that is there."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.addresses import network
from setpoint.certify.simulated.simulated_type import SimulatedType, describe, lookup, need
from setpoint.certify.simulated.types.net import Net
from setpoint.certify.simulated.types.port import Port, bring_port, in_use
from setpoint.certify.simulated.types.router import Router
from setpoint.certify.simulated.types.subnet import Subnet
from setpoint.certify.simulated.world import Bond, Thing, World


class RouterInterface(SimulatedType):
    """An interface; keeps its router, its subnet and its port. Floating IPs that are reached through it keep it."""

    name = "OS::Neutron::RouterInterface"
    title = "router interface"

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a subnet without gateway, one that the router has or that overlaps, and a port in use."""
        wanted = thing.properties
        router = need(world, Router, wanted["router"], Bond.HOLDS, thing)
        subnet = _subnet(world, thing)
        thing.bonds.setdefault(subnet.id, Bond.HOLDS)
        thing.claims.append(f"subnet {subnet.id} on router {router.id}")
        for other in world.bound_to(router.id, RouterInterface.name):
            cidr = world[other.state["subnet"]].state["cidr"]
            if other.state["subnet"] != subnet.id and network(cidr).overlaps(network(subnet.state["cidr"])):
                raise refusals.bad_request(f"{describe(Subnet, subnet)} overlaps with {cidr} on the router")
        thing.state |= {"router": router.id, "subnet": subnet.id}

    def made(self, world: World, thing: Thing) -> None:
        """By a subnet: bring a port with the gateway's address."""
        if not thing.properties.get("port"):
            subnet = world[thing.state["subnet"]]
            net = lookup(world, Net, subnet.state["network_id"])
            assert net is not None, "a subnet goes with its network"
            wanted = [{"subnet": subnet.id, "ip_address": subnet.state["gateway_ip"]}]
            bring_port(world, thing, net, wanted)


def _subnet(world: World, interface: Thing) -> Thing:
    if interface.properties.get("port"):
        port = need(world, Port, interface.properties["port"], Bond.HOLDS, interface)
        interface.claims.append(in_use(port))
        fixed = port.state["fixed_ips"]
        if not fixed:
            raise refusals.bad_request(f"{describe(Port, port)} has no address")
        return world[fixed[0]["subnet_id"]]
    if not interface.properties.get("subnet"):
        raise refusals.bad_request("a router interface needs a subnet or a port")
    subnet = need(world, Subnet, interface.properties["subnet"], Bond.HOLDS, interface)
    if subnet.state["gateway_ip"] is None:
        raise refusals.bad_request(f"{describe(Subnet, subnet)} has no gateway address")
    return subnet
