"""``OS::Neutron::Port``: a place on a network with addresses. A server that uses one must let go before it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.addresses import address, fixed_ips, mac_address, taken
from setpoint.certify.simulated.simulated_type import SimulatedType, need, revised
from setpoint.certify.simulated.types.net import Net
from setpoint.certify.simulated.types.qos import QosPolicy
from setpoint.certify.simulated.types.security_group import SecurityGroup
from setpoint.certify.simulated.types.subnet import Subnet
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain

SERVER = "OS::Nova::Server"


class Port(SimulatedType):
    """A port; keeps its network, its subnets and its security groups."""

    name = "OS::Neutron::Port"
    title = "port"
    takes = ("ports",)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse addresses that are taken or not the network's; find free ones where none are wanted."""
        wanted = thing.properties
        net = need(world, Net, wanted["network"], Bond.HOLDS, thing)
        for group in wanted.get("security_groups") or []:
            need(world, SecurityGroup, group, Bond.HOLDS, thing)
        if wanted.get("qos_policy"):
            need(world, QosPolicy, wanted["qos_policy"], Bond.HOLDS, thing)
        if before is None or _wants_other_addresses(thing, before):
            thing.state["fixed_ips"] = _addresses(world, net, thing, before)
            _keep_what_floating_ips_stand_for(world, thing)
        for pair in wanted.get("allowed_address_pairs") or []:
            address(str(pair["ip_address"]).partition("/")[0])
        mac = thing.state.get("mac_address") or wanted.get("mac_address") or mac_address(world.made)
        thing.state |= {"network_id": net.id, "mac_address": mac}
        thing.claims = [f"MAC address {mac} on network {net.id}"]
        for fixed in thing.state["fixed_ips"]:
            subnet = need(world, Subnet, fixed["subnet_id"], Bond.HOLDS, thing)
            thing.claims.append(taken(subnet, fixed["ip_address"]))
        thing.usage = self.usage(thing.properties)

    def may_go(self, world: World, thing: Thing) -> None:
        """Refuse while a server uses it: only Nova and administrators may then remove it (policy ``delete_port``)."""
        user = user_of(world, thing)
        if user is not None and user.type == SERVER:
            raise refusals.forbidden(
                f"port {thing.name or thing.id} is in use", detail=f"by server {user.name or user.id}"
            )

    def bereft(self, world: World, thing: Thing, other: str) -> Thing | None:
        """Without its network or subnet it is gone; a security group or a policy less leaves it."""
        if world.get(QosPolicy.name, other) is not None:
            left = {**thing.properties, "qos_policy": None}
            return revised(self.lost(world, thing, other), properties=left)
        group = world.get(SecurityGroup.name, other)
        if group is None:
            return None
        groups = [one for one in thing.properties["security_groups"] if one not in (group.id, group.name)]
        return revised(
            self.lost(world, thing, other), properties={**thing.properties, "security_groups": groups}
        )

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Neutron shows it."""
        wanted, state = thing.properties, thing.state
        user = user_of(world, thing)
        return {
            "admin_state_up": wanted.get("admin_state_up", True),
            "allowed_address_pairs": wanted.get("allowed_address_pairs") or [],
            "device_id": user.id if user else wanted.get("device_id", ""),
            "device_owner": _owner(user, wanted),
            "dns_assignment": [],
            "fixed_ips": state["fixed_ips"],
            "mac_address": state["mac_address"],
            "name": thing.name,
            "network": _shown(world, state["network_id"]),
            "network_id": state["network_id"],
            "port_security_enabled": wanted.get("port_security_enabled", True),
            "propagate_uplink_status": wanted.get("propagate_uplink_status", True),
            "qos_policy_id": next((one for one in thing.bonds if world.get(QosPolicy.name, one)), None),
            "security_groups": [one for one in thing.bonds if world.get(SecurityGroup.name, one)],
            "status": thing.status if user or thing.status != "ACTIVE" else "DOWN",
            "subnets": [_shown(world, fixed["subnet_id"]) for fixed in state["fixed_ips"]],
            "tenant_id": "simulated",
        }


def in_use(port: Thing) -> str:
    """The claim of whoever uses a port."""
    return f"port {port.id}"


def user_of(world: World, port: Thing) -> Thing | None:
    """The server or router interface that uses a port, or that brought it."""
    owners = [world[one] for one, bond in port.bonds.items() if bond is Bond.PART]
    return owners[0] if owners else world.holder(in_use(port))


def bring_port(
    world: World,
    owner: Thing,
    net: Thing,
    wanted: Sequence[Mapping[str, Plain]] | None,
    groups: Sequence[str] = (),
) -> Thing:
    """A port that a service makes for ``owner`` by itself, and that goes with it."""
    properties: dict[str, Plain] = {"network": net.id, "security_groups": list(groups)}
    if wanted is not None:
        properties["fixed_ips"] = list(wanted)
    port = Thing(world.new_id(), Port.name, name="", properties=properties, created_at=owner.created_at)
    Port().admit(world, port, None)
    port.bonds[owner.id] = Bond.PART
    port.claims.append(in_use(port))
    world.add(port)
    return port


def _wants_other_addresses(port: Thing, before: Thing) -> bool:
    keys = ("fixed_ips", "no_fixed_ips", "network")
    return any(port.properties.get(key) != before.properties.get(key) for key in keys)


def _addresses(world: World, net: Thing, port: Thing, before: Thing | None) -> list[dict[str, str]]:
    """One that had none gets its addresses from the youngest subnets: an older one may be about to go."""
    if port.properties.get("no_fixed_ips"):
        return []
    subnets = world.bound_to(net.id, Subnet.name)
    had_none = before is not None and before.properties.get("no_fixed_ips")
    return fixed_ips(world, subnets[::-1] if had_none else subnets, port.properties.get("fixed_ips"))


def _keep_what_floating_ips_stand_for(world: World, port: Thing) -> None:
    """Refuse to take an address from a port that a floating IP stands for."""
    left = {one["ip_address"] for one in port.state["fixed_ips"]}
    for floating in world.bound_to(port.id, "OS::Neutron::FloatingIP"):
        if floating.state["fixed_ip_address"] not in left:
            raise refusals.bad_request(
                f"the addresses of {port.name or port.id} cannot be changed",
                detail=f"floating IP {floating.state['address']['ip_address']} stands for "
                f"{floating.state['fixed_ip_address']}",
            )


def _owner(user: Thing | None, wanted: Mapping[str, Plain]) -> Plain:
    if user is None:
        return wanted.get("device_owner", "")
    return "compute:nova" if user.type == SERVER else "network:router_interface"


def _shown(world: World, id: str) -> dict[str, Plain]:
    """A network or subnet as Heat shows it in a port's attributes."""
    found = world.things.get(id)
    return {"id": id, "name": found.name, **found.state} if found is not None else {"id": id}
