"""``OS::Neutron::Trunk``: a port that carries the traffic of others. It keeps all of them."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType, need, revised
from setpoint.certify.simulated.types.port import Port, in_use
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain


class Trunk(SimulatedType):
    """A trunk; a port is in one trunk at a time, and each of its sub ports has a number of its own."""

    name = "OS::Neutron::Trunk"
    title = "trunk"
    takes = ("trunks",)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse ports that are in a trunk already, or that somebody uses, and numbers that are there twice."""
        parent = need(world, Port, thing.properties["port"], Bond.HOLDS, thing)
        entries = thing.properties.get("sub_ports") or []
        ports = [need(world, Port, entry["port"], Bond.HOLDS, thing) for entry in entries]
        if parent in ports:
            raise refusals.conflict("a port cannot be a sub port of its own trunk")
        numbers = [(entry["segmentation_type"], entry["segmentation_id"]) for entry in entries]
        if len(set(numbers)) < len(numbers):
            raise refusals.conflict("two sub ports cannot have the same number")
        thing.state["port"] = parent.id
        thing.claims = [f"trunk of port {one.id}" for one in (parent, *ports)]
        thing.claims += [in_use(one) for one in ports]
        thing.usage = self.usage(thing.properties)

    def bereft(self, world: World, thing: Thing, other: str) -> Thing | None:
        """Without its port it is gone; a sub port less leaves it."""
        if other == thing.state["port"]:
            return None
        entries = thing.properties.get("sub_ports") or []
        gone = world[other]
        left = [entry for entry in entries if entry["port"] not in (gone.id, gone.name)]
        return revised(self.lost(world, thing, other), properties={**thing.properties, "sub_ports": left})

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Neutron shows it."""
        return {"port_id": thing.state["port"]}
