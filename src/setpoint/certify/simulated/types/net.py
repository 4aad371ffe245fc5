"""``OS::Neutron::Net`` and ``OS::Neutron::ProviderNet``: networks. Their subnets go with them; ports keep them."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType, need, revised
from setpoint.certify.simulated.types.qos import QosPolicy
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain

EXTERNAL = "router:external"


class Net(SimulatedType):
    """A network; external where ``value_specs`` say so, or where it was provided."""

    name = "OS::Neutron::Net"
    title = "network"
    like = ("OS::Neutron::ProviderNet",)
    takes = ("networks",)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Any network may be; its QoS policy must be there."""
        if thing.properties.get("qos_policy"):
            need(world, QosPolicy, thing.properties["qos_policy"], Bond.HOLDS, thing)
        specs = thing.properties.get("value_specs") or {}
        thing.state["external"] = str(specs.get(EXTERNAL, False)).lower() == "true"
        thing.usage = self.usage(thing.properties)

    def bereft(self, world: World, thing: Thing, other: str) -> Thing | None:
        """Without its policy it has none."""
        return revised(self.lost(world, thing, other), properties={**thing.properties, "qos_policy": None})

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Neutron shows it."""
        wanted = thing.properties
        return {
            "admin_state_up": wanted.get("admin_state_up", True),
            "l2_adjacency": True,
            "mtu": 1450,
            "name": thing.name,
            "port_security_enabled": wanted.get("port_security_enabled", True),
            "qos_policy_id": next((one for one in thing.bonds if world.get(QosPolicy.name, one)), None),
            "segments": None,
            "status": thing.status,
            "subnets": [subnet.id for subnet in world.bound_to(thing.id, "OS::Neutron::Subnet")],
            "tenant_id": wanted.get("tenant_id", "simulated"),
        }


class ProviderNet(SimulatedType):
    """A network of which an administrator says what it is made of; a physical network's numbers are taken once."""

    name = "OS::Neutron::ProviderNet"
    title = "network"
    takes = ("networks",)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a number that is taken."""
        wanted = thing.properties
        thing.state["external"] = bool(wanted.get("router_external"))
        thing.claims += numbers(wanted)
        thing.usage = self.usage(wanted)

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Neutron shows it."""
        subnets = world.bound_to(thing.id, "OS::Neutron::Subnet")
        return {"segments": None, "status": thing.status, "subnets": [one.id for one in subnets]}


class Segment(SimulatedType):
    """A segment of a network; subnets keep it."""

    name = "OS::Neutron::Segment"
    title = "segment"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a number that is taken."""
        need(world, Net, thing.properties["network"], Bond.PART, thing)
        thing.claims += numbers(thing.properties)


def numbers(wanted: dict[str, Plain]) -> list[str]:
    """What a segment claims: its number among those of its kind. Refuses VLANs of no physical network."""
    kind, physical, number = (
        wanted.get(name) for name in ("network_type", "physical_network", "segmentation_id")
    )
    if kind in ("flat", "vlan") and not physical:
        raise refusals.bad_request(f"a network of type {kind} needs a physical network")
    return [] if number is None else [f"{kind} {number} of {physical or 'the tunnels'}"]
