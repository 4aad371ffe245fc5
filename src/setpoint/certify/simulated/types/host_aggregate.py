"""``OS::Nova::HostAggregate``: hosts that have something in common."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.world import Thing, World

ZONE = "availability_zone"


class HostAggregate(SimulatedType):
    """A host aggregate. No two have one name, and no host is in two zones."""

    name = "OS::Nova::HostAggregate"
    title = "host aggregate"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a name that is taken, and a host that is in another zone."""
        wanted = thing.properties
        thing.claims = [f"host aggregate {thing.name}"]
        for other in world.of_type(self.name):
            zones = {wanted.get(ZONE), other.properties.get(ZONE)} - {None}
            shared = set(wanted.get("hosts") or ()) & set(other.properties.get("hosts") or ())
            if other.id != thing.id and shared and len(zones) > 1:
                raise refusals.conflict(
                    f"host {min(shared)} is in availability zone {other.properties[ZONE]}"
                )
