"""Nested stacks that take too long: nothing more of them is started, and what is under way of them fails with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.state import RunState
from setpoint.engine.executor.task import Task
from setpoint.engine.executor.timeouts import Clock, Timeouts
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.journal import Entry
from setpoint.model.plan import Deed, Plan

MOST_TOLD = 5
"""Of how many steps that are under way a failure tells."""

FailLate = Callable[[Task, Diagnostic], None]
"""Fails a step that is under way, because of another one."""


class Overtime:
    """Watches the clocks of nested stacks."""

    def __init__(self, state: RunState, fail_late: FailLate) -> None:
        """Fail by ``fail_late`` what is under way of a nested stack whose time is over."""
        self._state = state
        self._fail_late = fail_late
        self._timeouts = Timeouts(state.ground.ledger.now, self._over)

    def begin(self, plan: Plan, entries: Sequence[Entry], children: Sequence[Plan]) -> None:
        """Go on counting the time that nested stacks have; what was over in an earlier process stays so."""
        state = self._state
        if not any(one.timeouts for one in (plan, *children)):
            return
        for key in list(state.progress):
            step = state.progress.step(key)
            if state.progress.has_given_up(key) and step.address in state.plans[key.plan].timeouts:
                state.progress.give_up_within(step.address)
        self._timeouts.add(plan, state.progress, entries)
        for child in children:
            assert child.parent is not None, child.id
            assert child.parent_step is not None, child.id
            self._timeouts.add(child, state.progress, entries, Key(child.parent, child.parent_step))

    def add(self, child: Plan, parent: Key) -> None:
        """Count the time of the nested stacks in a child plan, too."""
        self._timeouts.add(child, self._state.progress, (), parent)

    def landed(self, key: Key) -> None:
        """A step has landed: some clocks start, or stop."""
        self._timeouts.landed(key)

    def end(self) -> None:
        """Stop all clocks."""
        self._timeouts.stop_all()

    def close(self) -> None:
        """Let go of whatever leads back here."""
        self._timeouts = Timeouts(self._state.ground.ledger.now, lambda _clock: None)

    def _over(self, clock: Clock) -> None:
        self._state.inbox.post(lambda: self._time_out(clock))

    def _time_out(self, clock: Clock) -> None:
        state = self._state
        if state.progress.has_landed(clock.landing) or state.progress.has_given_up(clock.landing):
            return
        why = f"nested stack {clock.address} was not done within its timeout of {clock.seconds / 60:g} min"
        left = state.progress.give_up_within(clock.address)
        state.progress.give_up(clock.landing)
        busy = [state.tasks[key] for key in left if key in state.tasks]
        doing = [f"{task.step.deed} {task.step.address}" for task in busy] or self._standing(left)
        for task in busy:
            self._fail_late(task, Diagnostic(why))
        for key in (clock.landing, *left):
            state.hooks.drop(key)
            self._timeouts.stop(key)
        if state.progress.step(clock.landing).deed is not Deed.EXPAND:
            state.mark_started(clock.landing)
        detail = f"still under way: {', '.join(doing[:MOST_TOLD])}" if doing else ""
        advice = "give it a longer timeout, or find out what takes so long"
        state.fail(clock.landing, Diagnostic(why, detail=detail, advice=advice))

    def _standing(self, keys: Sequence[Key]) -> list[str]:
        """What stands at a hook, of these."""
        held, progress = self._state.hooks.held(), self._state.progress
        return [f"{hook} of {progress.step(key).address}" for key, hook in held.items() if key in keys]
