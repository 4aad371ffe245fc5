"""How things end and change by themselves: work that finishes, things that go, and what goes or is told with them."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.discovery import type_of
from setpoint.certify.simulated.simulated_type import describe
from setpoint.certify.simulated.world import Bond, Thing, World


def advance(world: World, now: float) -> None:
    """Let everything happen that was due by ``now``, in order of time."""
    while (thing := world.next_due(now)) is not None:
        if thing.vanishes_at is not None and thing.vanishes_at <= now:
            remove(world, thing, thing.vanishes_at)
        else:
            finish(world, thing)


def finish(world: World, thing: Thing) -> None:
    """End the work that is being done to a thing."""
    work = thing.work
    assert work is not None, thing.id
    if not work.then:
        remove(world, thing, work.until or 0)
        return
    thing.work = None
    thing.status, thing.why = work.then, work.why
    thing.changed_at = max(thing.changed_at, work.until or 0)
    world.touch(thing)


def refuse_while_held(world: World, thing: Thing) -> None:
    """Raise Conflict when others hold what is to go, or its type has a reason of its own."""
    type_of(thing).may_go(world, thing)
    holders = world.bound_to(thing.id, bond=Bond.HOLDS)
    if holders:
        named = ", ".join(describe(type_of(one), one) for one in holders[:3])
        more = f" and {len(holders) - 3} more" if len(holders) > 3 else ""
        raise refusals.conflict(f"{describe(type_of(thing), thing)} is in use", detail=f"by {named}{more}")


def remove(world: World, thing: Thing, now: float) -> None:
    """Let a thing be gone, its parts with it, and tell those who know it."""
    for part in world.bound_to(thing.id, bond=Bond.PART):
        if part.id in world.things:
            remove(world, part, now)
    knowing = world.bound_to(thing.id, bond=Bond.KNOWS)
    world.drop(thing.id, now)
    for one in knowing:
        if one.id in world.things:
            world.put(type_of(one).lost(world, world[one.id], thing.id))
    type_of(thing).gone(world, thing)
