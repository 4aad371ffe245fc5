"""Why: what a resource is for, what it stands on, what stands on it, what it waits for, and what would replace it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from setpoint.engine.desired import Desired
from setpoint.engine.engine import Engine
from setpoint.engine.observe import look_at
from setpoint.engine.requests.waits import Waits, waits
from setpoint.engine.requests.wanted import wanted_now
from setpoint.engine.signals import facts
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.definition import Definition
from setpoint.model.errors import InvalidInput
from setpoint.model.event import Event
from setpoint.model.incarnation import Incarnation, Status
from setpoint.model.nearest import did_you_mean
from setpoint.model.observation import Observation
from setpoint.model.stack import Adjustment, Stack
from setpoint.types.resource_type import ResourceType

EVENTS = 5
"""How many of its last events belong to an explanation."""

_SEARCHED = 20_000


class Explanation(msgspec.Struct, frozen=True):
    """All that can be said of why a resource is as it is.

    ``definition`` is None for what is no longer wanted, ``one`` for what has not been made, ``seen`` for what is not
    on its way just now. ``costs`` holds every property of its type that can be given, with what changing it costs.
    """

    stack: Stack
    address: Address
    definition: Definition | None
    one: Incarnation | None
    is_driven: bool
    """Whether somebody is carrying out the stack's plan just now."""
    stands_on: tuple[Address, ...]
    used_by: tuple[Address, ...]
    members: tuple[Address, ...]
    waits: tuple[Waits, ...]
    seen: Observation | None
    adjustments: tuple[Adjustment, ...]
    costs: dict[str, Change]
    events: tuple[Event, ...]


async def why(engine: Engine, name: str, address: Address) -> Explanation:
    """Explain the resource at ``address``, wanted or recorded. Raises InvalidInput when there is none."""
    stack = engine.stack(name)
    world = engine.world(stack)
    wanted = wanted_now(engine, stack, world)
    definition, one = wanted.tree.definitions.get(address), _one(world, address)
    if definition is None and one is None:
        raise _unknown(stack, address, {*wanted.tree.definitions, *world.addresses()})
    return Explanation(
        stack=stack,
        address=address,
        definition=definition,
        one=one,
        is_driven=engine.records.is_leased(stack.id),
        stands_on=_stands_on(wanted, world, address, one),
        used_by=_used_by(wanted, world, address, one),
        members=tuple(wanted.tree.members(address)),
        waits=waits(engine, stack, address),
        seen=await _seen(engine, stack, world, one),
        adjustments=tuple(own for own in engine.records.adjustments(stack.id) if own.address == address),
        costs=_costs(definition),
        events=_events(engine, stack, address),
    )


def _one(world: World, address: Address) -> Incarnation | None:
    """The current incarnation, or else the one that is on its way out."""
    return world.current(address) or next(reversed(world.at(address)), None)


def _unknown(stack: Stack, address: Address, known: Iterable[Address]) -> InvalidInput:
    return InvalidInput.because(
        f"stack {stack.name} has no resource '{address}'",
        advice=did_you_mean(address, known, f"`setpoint resource list {stack.name}` lists them"),
    )


def _stands_on(
    wanted: Desired, world: World, address: Address, one: Incarnation | None
) -> tuple[Address, ...]:
    """What the template refers to; for what is no longer wanted, what it was made with."""
    if address in wanted.tree.definitions:
        return wanted.tree.dependencies(address)
    needs = one.needs if one else ()
    return tuple(world[need].address for need in needs if need in world)


def _used_by(wanted: Desired, world: World, address: Address, one: Incarnation | None) -> tuple[Address, ...]:
    """Who refers to it in the template, and who was made with it and still stands."""
    tree = wanted.tree
    found = dict.fromkeys(other for other in tree.definitions if address in tree.dependencies(other))
    for user in world.dependents().get(one.id, ()) if one else ():
        found[world[user].address] = None
    return tuple(found)


async def _seen(engine: Engine, stack: Stack, world: World, one: Incarnation | None) -> Observation | None:
    """What its cloud says of it, where it is on its way: nobody else knows what it waits for there."""
    if one is None or one.composite or not one.physical_id or one.status is not Status.IN_PROGRESS:
        return None
    if not engine.clouds.has(one.type):
        return None
    await engine.reach(stack)
    return await look_at(one, engine.clouds, facts(world, engine.now))


def _costs(definition: Definition | None) -> dict[str, Change]:
    if definition is None or not isinstance(definition.kind, ResourceType):
        return {}
    return {name: schema.cost for name, schema in definition.kind.schema.properties.items()}


def _events(engine: Engine, stack: Stack, address: Address) -> tuple[Event, ...]:
    events = engine.records.events(stack.id, limit=_SEARCHED, newest=True)
    return tuple([event for event in events if event.address == address][-EVENTS:])
