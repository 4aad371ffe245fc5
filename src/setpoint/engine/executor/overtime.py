"""What takes too long.

Of a nested stack nothing more is started, and what is under way of it fails with it. The whole is stopped, and what is
under way is left pending.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

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
    """Watches the clocks of nested stacks, and tells of what was under way when a time is over."""

    def __init__(self, state: RunState, fail_late: FailLate, why: Callable[[Task], str]) -> None:
        """Fail by ``fail_late`` what is under way of a nested stack whose time is over.

        ``why`` says of a step what it waits for.
        """
        self._state = state
        self._fail_late = fail_late
        self._why = why
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

    def stop_all(self, seconds: float) -> None:
        """The time of the whole is over."""
        state = self._state
        if state.progress.unlanded:
            problem = Diagnostic(f"timed out: not done within {seconds:g} s")
            state.failures.append(self._told_of(problem, state.tasks.values(), list(state.hooks.held())))
            state.stop("timed out")

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
        problem = self._told_of(Diagnostic(why), busy, left)
        for task in busy:
            self._fail_late(task, Diagnostic(why))
        for key in (clock.landing, *left):
            state.hooks.drop(key)
            self._timeouts.stop(key)
        if state.progress.step(clock.landing).deed is not Deed.EXPAND:
            state.mark_started(clock.landing)
        state.fail(clock.landing, problem)

    def _told_of(self, problem: Diagnostic, busy: Iterable[Task], keys: Sequence[Key]) -> Diagnostic:
        """With what is under way, or else what stands at hooks, of ``keys``."""
        doing = [self._doing(task) for task in busy] or self._standing(keys)
        more = f", and {len(doing) - MOST_TOLD} more" if len(doing) > MOST_TOLD else ""
        detail = f"still under way: {', '.join(doing[:MOST_TOLD])}{more}" if doing else ""
        advice = "give it a longer timeout, or find out what takes so long"
        return msgspec.structs.replace(problem, detail=detail, advice=advice)

    def _doing(self, task: Task) -> str:
        why = self._why(task)
        return f"{task.step.deed} {task.step.address}{f' ({why})' if why else ''}"

    def _standing(self, keys: Sequence[Key]) -> list[str]:
        """What stands at a hook, of these."""
        held, progress = self._state.hooks.held(), self._state.progress
        return [f"{hook} of {progress.step(key).address}" for key, hook in held.items() if key in keys]
