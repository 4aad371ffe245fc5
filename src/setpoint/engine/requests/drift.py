"""Drift: how what is recorded of a stack differs from what the clouds show."""

from __future__ import annotations

import enum

import msgspec

from setpoint.engine.engine import Engine
from setpoint.engine.observe import Seen, observe
from setpoint.engine.signals import facts
from setpoint.model.address import Address
from setpoint.model.change import compare
from setpoint.model.incarnation import Incarnation, Phase
from setpoint.model.observation import Broken, Gone, Pending, Ready
from setpoint.model.value import Plain, masked


class State(enum.StrEnum):
    """How one resource was found."""

    IN_SYNC = "in sync"
    CHANGED = "changed"
    BROKEN = "broken"
    GONE = "gone"
    PENDING = "pending"
    UNSEEN = "not looked at"


class Difference(msgspec.Struct, frozen=True):
    """One property that was found to differ; values are masked where they are secret."""

    property: str
    recorded: Plain
    seen: Plain


class Found(msgspec.Struct, frozen=True):
    """How one resource was found, why, and which properties differ."""

    address: Address
    type: str
    physical_id: str
    state: State
    why: str = ""
    differences: tuple[Difference, ...] = ()


async def drift(engine: Engine, name: str) -> list[Found]:
    """Look at every resource of a stack and compare; changes nothing, not even the record."""
    stack = await engine.reach(engine.stack(name))
    world = engine.world(stack)
    seen = await observe(world, engine.clouds, facts(world, engine.now))
    living = [one for one in world if one.phase is not Phase.RETIRING and not one.composite]
    return [_found(engine, one, seen) for one in living]


def _found(engine: Engine, one: Incarnation, looked: Seen) -> Found:
    seen = looked.observed.get(one.id)
    differences: tuple[Difference, ...] = ()
    why = ""
    match seen:
        case Ready():
            differences = _differences(engine, one, seen)
            state = State.CHANGED if differences else State.IN_SYNC
        case Broken():
            state, why = State.BROKEN, seen.why
        case Gone():
            state = State.GONE
        case Pending():
            state, why = State.PENDING, seen.why
        case None:
            state, why = State.UNSEEN, looked.unseen.get(one.type, "")
    return Found(one.address, one.type, one.physical_id, state, why, differences)


def _differences(engine: Engine, one: Incarnation, seen: Ready) -> tuple[Difference, ...]:
    kind = engine.clouds.find(one.type)[1].kind
    recorded = kind.with_defaults(one.properties)
    return tuple(
        Difference(name, masked(recorded[name]), masked(value))
        for name, value in seen.seen.items()
        if name in recorded and compare(recorded[name], value) is False
    )
