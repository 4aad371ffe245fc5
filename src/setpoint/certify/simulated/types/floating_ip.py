"""``OS::Neutron::FloatingIP``: an address on an external network that can stand for a port's."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.addresses import fixed_ips, taken
from setpoint.certify.simulated.simulated_type import SimulatedType, describe, need, revised
from setpoint.certify.simulated.types.net import Net
from setpoint.certify.simulated.types.port import Port
from setpoint.certify.simulated.types.router_interface import RouterInterface
from setpoint.certify.simulated.types.subnet import Subnet
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain


class FloatingIP(SimulatedType):
    """A floating IP; keeps the way to its port (router and interface), and survives the port."""

    name = "OS::Neutron::FloatingIP"
    title = "floating IP"
    takes = ("floating_ips",)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a network that is not external, an address that is taken, and a port that it cannot reach."""
        wanted = thing.properties
        net = need(world, Net, wanted["floating_network"], Bond.HOLDS, thing)
        if not net.state.get("external"):
            raise refusals.bad_request(
                f"{describe(Net, net)} is not external", advice="name an external network"
            )
        if before is None:
            (thing.state["address"],) = fixed_ips(
                world, world.bound_to(net.id, Subnet.name), [_address(wanted)]
            )
        subnet = need(world, Subnet, thing.state["address"]["subnet_id"], Bond.HOLDS, thing)
        thing.claims.append(taken(subnet, thing.state["address"]["ip_address"]))
        thing.state["network"] = net.id
        thing.usage = self.usage(thing.properties)
        port, fixed = _points_to(thing, before)
        point(world, thing, port, fixed)

    def lost(self, world: World, thing: Thing, other: str) -> Thing:
        """Without its port it stands for nothing."""
        left = revised(thing, bonds=dict(thing.bonds), claims=[], state=dict(thing.state))
        left.properties = {name: value for name, value in thing.properties.items() if name != "port_id"}
        return unpoint(world, left)

    def bereft(self, world: World, thing: Thing, other: str) -> Thing | None:
        """Without the way to its port it stands for nothing; without its network it is gone."""
        return None if other in _own(thing) else self.lost(world, thing, other)

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Neutron shows it."""
        state = thing.state
        return {
            "fixed_ip_address": state["fixed_ip_address"],
            "floating_ip_address": state["address"]["ip_address"],
            "floating_network_id": state["network"],
            "port_id": state["port"],
            "router_id": state["router"],
            "tenant_id": "simulated",
        }


def point(world: World, floating: Thing, port_ref: Plain, fixed_ip: Plain) -> None:
    """Let a floating IP (not admitted yet) stand for an address of a port; for none when ``port_ref`` is empty."""
    floating.state |= {"port": None, "fixed_ip_address": None, "router": None}
    if not port_ref:
        return
    if world.bound_to(floating.id, "OS::Neutron::FloatingIPPortForward"):
        raise refusals.conflict(f"{describe(FloatingIP, floating)} is in use", detail="by port forwardings")
    port = need(world, Port, port_ref, Bond.KNOWS, floating)
    fixed = fixed_address(port, fixed_ip)
    interface = way(world, floating, fixed["subnet_id"])
    floating.bonds |= {interface.id: Bond.HOLDS, interface.state["router"]: Bond.HOLDS}
    floating.claims.append(f"floating IP for {fixed['ip_address']} of port {port.id}")
    floating.state |= {
        "port": port.id,
        "fixed_ip_address": fixed["ip_address"],
        "router": interface.state["router"],
    }


def unpoint(world: World, floating: Thing) -> Thing:
    """``floating`` (a copy that nobody else has) standing for nothing."""
    floating.bonds = {one: bond for one, bond in floating.bonds.items() if one in _own(floating)}
    floating.claims = [
        taken(world[floating.state["address"]["subnet_id"]], floating.state["address"]["ip_address"])
    ]
    point(world, floating, None, None)
    return floating


def _own(floating: Thing) -> set[str]:
    """What it needs to be: network and subnet of its address."""
    return {floating.state["network"], floating.state["address"]["subnet_id"]}


def _address(wanted: dict[str, Plain]) -> dict[str, Plain]:
    chosen = {"subnet": wanted.get("floating_subnet"), "ip_address": wanted.get("floating_ip_address")}
    return {name: value for name, value in chosen.items() if value}


def _points_to(floating: Thing, before: Thing | None) -> tuple[Plain, Plain]:
    """The port and address that it is to stand for: an association that another resource made stays."""
    wanted = floating.properties
    if wanted.get("port_id") or before is None or before.properties.get("port_id"):
        return wanted.get("port_id"), wanted.get("fixed_ip_address")
    return before.state["port"], before.state["fixed_ip_address"]


def fixed_address(port: Thing, ip: Plain) -> dict[str, str]:
    """The address of a port that ``ip`` names, or its first. Refuses one that it does not have."""
    fixed: list[dict[str, str]] = port.state["fixed_ips"]
    found = [one for one in fixed if not ip or one["ip_address"] == ip]
    if not found:
        raise refusals.bad_request(f"{describe(Port, port)} has no address {ip or ''}".rstrip())
    return found[0]


def way(world: World, floating: Thing, subnet: str) -> Thing:
    """The router interface through which the external network reaches a subnet."""
    for interface in world.bound_to(subnet, RouterInterface.name):
        if world[interface.state["router"]].state["gateway"] == floating.state["network"]:
            return interface
    raise refusals.unknown(
        "way from the external network to subnet",
        world[subnet].name or subnet,
        advice="a router interface joins them: let the floating IP depend on it",
    )
