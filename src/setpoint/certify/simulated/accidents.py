"""What happens to things behind their owner's back: for tests of drift and healing."""

from __future__ import annotations

from setpoint.certify.simulated.chance import fingerprint
from setpoint.certify.simulated.discovery import type_of
from setpoint.certify.simulated.passing import lose
from setpoint.certify.simulated.simulated_type import revised
from setpoint.certify.simulated.world import World
from setpoint.certify.virtual_time import clock
from setpoint.model.value import Plain


def vanish(world: World, physical_id: str) -> None:
    """Somebody deletes it, and before it whatever holds it."""
    lose(world, world[physical_id], clock())


def break_down(world: World, physical_id: str, why: str = "the host is down") -> None:
    """It goes to ERROR."""
    thing = revised(world[physical_id], status="ERROR", why=why, work=None, cursor=None, changed_at=clock())
    world.put(thing)


def drift(world: World, physical_id: str, **properties: Plain) -> None:
    """Somebody changes properties by hand; None takes one away."""
    thing = world[physical_id]
    concealed = type_of(thing).concealed
    given = {name: fingerprint(value) if name in concealed else value for name, value in properties.items()}
    changed = {name: value for name, value in {**thing.properties, **given}.items() if value is not None}
    world.put(revised(thing, properties=changed, changed_at=clock()))
