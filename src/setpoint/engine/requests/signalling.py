"""Signalling a resource: what was said is durable before it is answered, whether anybody drives the stack or not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from setpoint.engine.engine import Engine
from setpoint.engine.requests.asking import resource, unset_hook
from setpoint.engine.requests.hearing import received, take_down_signals, waiting_for
from setpoint.engine.requests.taking import leave
from setpoint.engine.signals import signalled
from setpoint.model.address import Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Incarnation
from setpoint.model.request import Ask
from setpoint.model.stack import Stack
from setpoint.model.value import Plain, Value, reveal


class TakesNoSignal(InvalidInput):
    """The resource is of a type that cannot be signalled. Nothing was changed."""


class NotThereYet(InvalidInput):
    """The resource has not been made yet, so nobody can have been told how to signal it. Nothing was changed."""


class NoRoom(InvalidInput):
    """It was signalled as often, or as much, as may be. Nothing was changed."""


_Several = Mapping[str, Any] | Sequence[Any]


class Room(msgspec.Struct, frozen=True):
    """What one resource may be signalled: how many signals, by their ids, and how many bytes of JSON with all of them.

    As much may wait to be recorded, whatever the ids.
    """

    count: float = math.inf
    size: float = math.inf

    def refuse(self, known: _Several, new: _Several) -> None:
        """Raises NoRoom where ``new`` does not fit in, and is more than what is ``known`` already."""
        if len(new) > max(self.count, len(known)):
            raise NoRoom([Diagnostic(f"You have reached the maximum signals per resource, {self.count}.")])
        if self.size < math.inf and self.size < (size := _size(new)) > _size(known):
            told = f"Signals of a resource may be {self.size} bytes in all, and these would be {size} bytes."
            raise NoRoom([Diagnostic(told)])


ANY = Room()
"""Whatever comes."""


async def signal(engine: Engine, name: str, address: Address, body: Plain) -> None:
    """Signal the resource that stands at ``address`` now; ``body`` is what came with it, None for nothing.

    ``{"unset_hook": "pre-create"}`` clears a hook instead. It is recorded, or will be by whoever drives the stack, when
    this returns. Raises InvalidInput for a resource that the stack does not have, TakesNoSignal, NotThereYet, and
    InvalidInput for a body that means nothing to it.
    """
    if isinstance(body, dict) and "unset_hook" in body:
        await unset_hook(engine, name, address, str(body["unset_hook"]))
        return
    stack = engine.stack(name)
    await signal_one(engine, stack, signallable(engine, stack, address), body)


def signallable(engine: Engine, stack: Stack, address: Address) -> Incarnation:
    """What a signal to ``address`` is for: what stands there, or else is on its way out. Raises as :func:`signal`."""
    world = engine.world(stack)
    lives = world.at(address)
    one = world.current(address) or (lives[-1] if lives else resource(engine, stack, address))
    if one.composite or signalled(one.type) is None:
        raise TakesNoSignal(
            [Diagnostic("signal is not supported for resource.", detail=f"{address} is an {one.type}")]
        )
    if not one.physical_id:
        raise NotThereYet([Diagnostic(f"The resource ({address}) is not available.")])
    return one


async def signal_one(engine: Engine, stack: Stack, one: Incarnation, body: Plain, room: Room = ANY) -> None:
    """Signal that one life of a resource, be it on its way out.

    Raises InvalidInput for a body that means nothing, and NoRoom.
    """
    kind = signalled(one.type)
    assert kind is not None, one.type
    note = kind.noted(one, body)
    if note is not None:
        await note_one(engine, stack, one, note, room)


async def note_one(
    engine: Engine, stack: Stack, one: Incarnation, note: Mapping[str, Value], room: Room = ANY
) -> None:
    """Keep a note of a signal until it is heard, if it says anything.

    Raises InvalidInput for one that means nothing, and NoRoom.
    """
    kind = signalled(one.type)
    assert kind is not None, one.type
    latest = msgspec.structs.replace(one, signals=received(engine, stack.id, one))
    after, said = kind.hear(latest, note, engine.now())
    if said:
        waiting = [request.note for request in waiting_for(engine, stack.id, one)]
        room.refuse(latest.signals, after)
        room.refuse((), [*waiting, note])
        await leave(engine, stack.id, Ask.SIGNAL, address=one.address, incarnation=one.id, note=note)
        await take_down_signals(engine, stack.id)


def _size(signals: _Several) -> int:
    return len(msgspec.json.encode(signals, enc_hook=reveal))
