"""Signals that come while a plan is carried out: recorded together with their answer, so that each counts once."""

from __future__ import annotations

from setpoint.engine import signals
from setpoint.engine.executor.lookout import Lookout
from setpoint.engine.executor.state import RunState
from setpoint.model.incarnation import Incarnation, IncarnationId
from setpoint.model.request import Request


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
        """In the run's loop. Whoever is not there any more hears nothing."""
        ground = self._state.ground
        ledger = ground.ledger
        one = ground.world.get(IncarnationId(request.incarnation))
        if one is not None:
            changed, said = signals.heard(ground.world, one, request.note, ledger.now())
            for each in changed:
                ledger.put(each, tell=False, signals=each.signals)
            if said:
                ledger.tell(signals.told(ground.stack.id, one, said, ledger.now()))
            self._wake(one)
        ledger.batch.answered(request.number)

    def _wake(self, handle: Incarnation) -> None:
        reference = signals.reference(handle)
        for task in self._state.tasks.values():
            if task.one.id == handle.id or signals.awaited(task.one) == reference:
                self._lookout.look_again(task)
