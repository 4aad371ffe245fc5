"""``OS::Neutron::MeteringLabel`` and ``OS::Neutron::MeteringRule``: which traffic is counted, and under what name."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.addresses import network
from setpoint.certify.simulated.simulated_type import SimulatedType, need
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain


class MeteringLabel(SimulatedType):
    """A label; its rules go with it."""

    name = "OS::Neutron::MeteringLabel"
    title = "metering label"
    has_status = False

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Neutron shows it."""
        wanted = thing.properties
        return {
            "description": wanted.get("description", ""),
            "name": thing.name,
            "shared": wanted.get("shared", False),
        }


class MeteringRule(SimulatedType):
    """A rule; those of a label and direction do not overlap."""

    name = "OS::Neutron::MeteringRule"
    title = "metering rule"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse one that overlaps."""
        wanted = thing.properties
        label = need(world, MeteringLabel, wanted["metering_label_id"], Bond.PART, thing)
        mine = network(str(wanted["remote_ip_prefix"]))
        for other in world.bound_to(label.id, MeteringRule.name):
            theirs = network(str(other.properties["remote_ip_prefix"]))
            if other.properties["direction"] == wanted["direction"] and mine.overlaps(theirs):
                raise refusals.conflict(f"{mine} overlaps with {theirs}", detail="of the same label")

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Neutron shows it."""
        names = ("direction", "excluded", "metering_label_id", "remote_ip_prefix")
        return {name: thing.properties[name] for name in names}
