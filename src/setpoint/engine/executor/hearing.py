"""Signals that come while a plan is carried out: recorded together with their answer, so that each counts once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from setpoint.clouds.queues import Message
from setpoint.engine import signals
from setpoint.engine.executor.lookout import Lookout
from setpoint.engine.executor.state import RunState
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Incarnation, IncarnationId
from setpoint.model.request import Request
from setpoint.model.value import Value


class Hearing:
    """Hears signals, and lets those look who wait for them."""

    def __init__(self, state: RunState, lookout: Lookout) -> None:
        """Record what is heard with what the run itself records."""
        self._state = state
        self._lookout = lookout
        self._heard: set[int] = set()

    def hear(self, request: Request) -> None:
        """Record a signal. It is read again and again until that is durable, and counts once."""
        if request.number not in self._heard:
            self._heard.add(request.number)
            self._state.inbox.post(lambda: self._record(request))

    def _record(self, request: Request) -> None:
        """In the run's loop."""
        self.note(IncarnationId(request.incarnation), request.note)
        self._state.ground.ledger.batch.answered(request.number)

    def take(self, who: IncarnationId, messages: Sequence[Message]) -> asyncio.Future[None]:
        """Record what was left for somebody in a queue; done when that is durable. What means nothing is told."""
        durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def record() -> None:
            for message in messages:
                self._open(who, message)
            self._state.ground.ledger.when_durable(durable)

        self._state.inbox.post(record)
        return durable

    def _open(self, who: IncarnationId, message: Message) -> None:
        ground = self._state.ground
        one = ground.world.get(who)
        kind = signals.signalled(one.type) if one is not None else None
        if one is None or kind is None:
            return
        try:
            note = kind.noted(one, message.body)
            if note is not None:
                self.note(who, note, message.id)
        except InvalidInput as problem:
            said = f"a message in its queue was no signal: {problem}"
            ground.ledger.tell(signals.told(ground.stack.id, one, said, ground.ledger.now()))

    def note(self, who: IncarnationId, note: Mapping[str, Value], source: str = "") -> None:
        """Whoever is not there any more hears nothing. Raises InvalidInput for a note that means nothing."""
        ground = self._state.ground
        ledger = ground.ledger
        one = ground.world.get(who)
        if one is None:
            return
        changed, said = signals.heard(ground.world, one, note, ledger.now(), source)
        for each in changed:
            ledger.put(each, tell=False, signals=each.signals)
        if said:
            ledger.tell(signals.told(ground.stack.id, one, said, ledger.now()))
        self._wake(one)

    def _wake(self, handle: Incarnation) -> None:
        reference = signals.reference(handle)
        for task in self._state.tasks.values():
            if task.one.id == handle.id or signals.awaited(task.one) == reference:
                self._lookout.look_again(task)
