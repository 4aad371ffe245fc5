"""Recording what resources were signalled while nobody drives their stack.

A signal is a request. Whoever drives the stack records it; where nobody does, whoever has left it, or whoever has just
let go of the stack: each looks after the other could have, so none is overlooked.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from setpoint.engine import signals
from setpoint.engine.engine import Engine
from setpoint.model.incarnation import Incarnation, IncarnationId
from setpoint.model.request import Ask, Request
from setpoint.model.signal import Signals
from setpoint.model.stack import StackId
from setpoint.store.records import Batch, Lease


async def take_down_signals(engine: Engine, stack: StackId) -> None:
    """Record the signals that wait for that, unless somebody drives the stack, who does then."""
    while any(_waiting(engine, stack)):
        lease = engine.records.lease(stack)
        if lease is None:
            return
        try:
            await _record(engine, lease)
        finally:
            lease.release()


async def _record(engine: Engine, lease: Lease) -> None:
    """Each is recorded and answered in one commit, so that it counts once."""
    batch, events = Batch(lease.stack, lease.epoch), []
    recorded = engine.records.stack(lease.stack)
    assert recorded is not None, lease.stack
    world = engine.world(recorded)
    for request in _waiting(engine, lease.stack):
        one = world.get(IncarnationId(request.incarnation))
        if one is not None:
            changed, said = signals.heard(world, one, request.note, request.at)
            for each in changed:
                world.put(each)
                batch.put(each)
            if said:
                events.append(signals.told(lease.stack, one, said, engine.now()))
                batch.log(events[-1])
        batch.answered(request.number)
    await engine.records.commit(batch)
    engine.tell(events)


def _waiting(engine: Engine, stack: StackId) -> Iterator[Request]:
    for request in engine.records.requests(stack):
        if request.ask is Ask.SIGNAL and request.incarnation:
            yield request


def received(engine: Engine, stack: StackId, one: Incarnation) -> Signals:
    """What ``one`` was signalled so far: what is recorded of it, and what waits to be."""
    kind = signals.signalled(one.type)
    found: Signals = one.signals
    for request in waiting_for(engine, stack, one) if kind is not None else ():
        assert kind is not None
        latest = msgspec.structs.replace(one, signals=found)
        found = kind.hear(latest, request.note, request.at)[0]
    return found


def waiting_for(engine: Engine, stack: StackId, one: Incarnation) -> Iterator[Request]:
    """The signals to ``one`` that wait to be recorded."""
    return (request for request in _waiting(engine, stack) if request.incarnation == one.id)
