"""How things end and change by themselves: work that finishes, things that go, and what goes or is told with them."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.discovery import type_of
from setpoint.certify.simulated.simulated_type import describe, revised
from setpoint.certify.simulated.world import VANISHED, Bond, Thing, World


def advance(world: World, now: float) -> None:
    """Let everything happen that was due by ``now``, in order of time."""
    while (thing := world.next_due(now)) is not None:
        if thing.vanishes_at is not None and thing.vanishes_at <= now:
            lose(world, thing, thing.vanishes_at)
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


def lose(world: World, thing: Thing, now: float) -> None:
    """Let a thing vanish that nobody asked to go."""
    if type_of(thing).keeps_place:
        changes = {"vanishes_at": None, "work": None, "cursor": None, "changed_at": now}
        world.put(revised(thing, status=VANISHED, **changes))
    else:
        remove(world, thing, now)


def remove(world: World, thing: Thing, now: float) -> None:
    """Let a thing be gone: its parts go with it, and those who know it are told.

    Who holds it goes as well, or lets go: that happens by force only, since a request is refused while it is held.
    """
    for one in world.bound_to(thing.id):
        if one.id in world.things:
            _let_go(world, world[one.id], thing.id, now)
    world.drop(thing.id, now)
    type_of(thing).gone(world, thing)


def _let_go(world: World, one: Thing, other: str, now: float) -> None:
    bond, kind = one.bonds.get(other), type_of(one)
    if bond is Bond.KNOWS:
        world.put(kind.lost(world, one, other))
    elif bond is not None:
        left = kind.bereft(world, one, other) if bond is Bond.HOLDS else None
        if left is None:
            remove(world, one, now)
        else:
            world.put(left)
