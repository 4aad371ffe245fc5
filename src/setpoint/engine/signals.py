"""What resources were signalled, as the record has it, and what that changes.

A handle remembers its signals: they are on the record of that one life of it. Whoever waits for them is shown them with
the facts of a look.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import msgspec

from setpoint.clouds.driver import Facts
from setpoint.engine.world import World
from setpoint.model.event import Event, of_resource
from setpoint.model.incarnation import Action, Incarnation, Phase, Status
from setpoint.model.kind import Awaiting, Signalled
from setpoint.model.signal import Signals, without_told_failures
from setpoint.model.stack import StackId
from setpoint.model.value import Value, reveal
from setpoint.types.catalogue import find

MOST = 10_000
"""Signals of one resource, by their ids, that are taken out of a queue. More than anybody may wait for."""

LONGEST = 255
"""Characters of an event that tells of a signal: as many as Heat keeps."""


@functools.cache
def signalled(type_name: str) -> Signalled | None:
    """The kind of that name, if its resources remember signals."""
    kind: object = find(type_name)
    return kind if isinstance(kind, Signalled) else None


@functools.cache
def awaiting(type_name: str) -> Awaiting | None:
    """The kind of that name, if its resources wait for signals."""
    kind: object = find(type_name)
    return kind if isinstance(kind, Awaiting) else None


def reference(one: Incarnation) -> str:
    """What refers to a handle in the properties of others."""
    kind = find(one.type)
    name = kind.reference if kind is not None else None
    found = one.attributes.get(name) if name else None
    return str(reveal(one.physical_id if found is None else found))


def awaited(one: Incarnation) -> str:
    """What the handle is referred to by that a resource waits for; "" for none."""
    kind = awaiting(one.type)
    return str(reveal(kind.awaits(one.properties)) or "") if kind is not None else ""


def known(world: World) -> dict[str, Signals | None]:
    """All handles by what refers to them, with what they were signalled; None for those that nobody is to signal."""
    return {reference(one): _expected(one) for one in _handles(world)}


def facts(world: World, now: Callable[[], float]) -> Callable[[], Facts]:
    """What drivers are told when they look, each time anew."""
    return lambda: Facts(now(), known(world))


def _expected(one: Incarnation) -> Signals | None:
    kind = signalled(one.type)
    assert kind is not None, one.type
    return None if kind.expects_none(one.properties) else one.signals


def handles(world: World, references: Collection[str]) -> list[Incarnation]:
    """The handles that are referred to so."""
    return [one for one in _handles(world) if reference(one) in references]


def _handles(world: World) -> Iterator[Incarnation]:
    for type_name in list(world.types()):
        if signalled(type_name) is not None:
            yield from (one for one in world.of_type(type_name) if one.physical_id)


def heard(
    world: World, one: Incarnation, note: Mapping[str, Value], now: float, source: str = ""
) -> tuple[list[Incarnation], str]:
    """The records that change when ``one`` is signalled, and in words what was said; "" where it counts for nothing.

    Those that have waited for it tell what came. ``source`` is the message that it came in, which counts once. Raises
    InvalidInput for a note that means nothing.
    """
    if source and any(signal.source == source for signal in one.signals.values()):
        return [], ""
    kind = signalled(one.type)
    assert kind is not None, one.type
    signals, said = kind.hear(one, note, now)
    if not said or (source and len(signals) > max(MOST, len(one.signals))):
        return [], ""
    if source:
        signals = {
            name: signal
            if signal is one.signals.get(name)
            else msgspec.structs.replace(signal, source=source)
            for name, signal in signals.items()
        }
    changed = [msgspec.structs.replace(one, signals=signals)]
    return [*changed, *_telling(world, reference(one), signals)], said


def _telling(world: World, handle: str, signals: Signals) -> Iterator[Incarnation]:
    for type_name in list(world.types()):
        kind = awaiting(type_name)
        for one in world.of_type(type_name) if kind is not None else ():
            assert kind is not None
            is_at_rest = one.phase is Phase.CURRENT and one.status is Status.COMPLETE
            if is_at_rest and awaited(one) == handle:
                yield msgspec.structs.replace(one, attributes={**one.attributes, **kind.tells(signals)})


def told(stack: StackId, one: Incarnation, said: str, now: float) -> Event:
    """The event that tells of a signal, with Heat's words."""
    return of_resource(stack, one, now, action=Action.SIGNAL, reason=said[:LONGEST])


def forgiven(world: World, one: Incarnation, properties: Mapping[str, Any]) -> Incarnation | None:
    """The handle that ``one``, about to be made with these properties, waits for, without the failures that are told.

    An earlier life of ``one`` has failed of them: who is made anew must not. None where there is nothing to forgive.
    """
    kind = awaiting(one.type)
    others = [other for other in world.at(one.address) if other.id != one.id] if kind is not None else []
    told_at = max((other.updated_at for other in others if other.status is Status.FAILED), default=0.0)
    if kind is None or not told_at:
        return None
    wanted = str(reveal(kind.awaits(properties)) or "")
    for handle in _handles(world):
        if reference(handle) == wanted:
            left = without_told_failures(handle.signals, told_at)
            return msgspec.structs.replace(handle, signals=left) if len(left) < len(handle.signals) else None
    return None
