"""The steps that a cloud carries out: begun when their intent is durable, answered, waited for, landed or failed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import msgspec

from setpoint.engine.executor.boxes import Boxes, Hears
from setpoint.engine.executor.bringing import Bring, Bringing
from setpoint.engine.executor.calls import Answer, Calls
from setpoint.engine.executor.deeds import BEGIN, LAND
from setpoint.engine.executor.lanes import Lane
from setpoint.engine.executor.lookout import Lookout
from setpoint.engine.executor.patience import pause_before_retry
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.state import RunState
from setpoint.engine.executor.task import DeedFailed, Landed, Task
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, LostAnswer, NotFound, ResourceError, Retry
from setpoint.model.journal import Mark
from setpoint.model.observation import Accepted, Broken, Done, Gone, Observation, Outcome, Pending, Ready
from setpoint.model.plan import Deed, Step

ASKING = 1.0
"""Seconds until a driver is asked again for what is under way."""


class CalledSteps:
    """Carries out the deeds of clouds."""

    def __init__(self, state: RunState, step_timeout: float, hears: Hears, bring: Bring) -> None:
        """``step_timeout`` in seconds bounds the time from a step's start to its landing; 0 for none.

        ``hears`` is told of signals that were left somewhere, ``bring`` brings servers what they look for.
        """
        self._state = state
        self._ground = state.ground
        self._step_timeout = step_timeout
        self._calls = Calls(state, self._answered, self._wait_for)
        self.lookout = Lookout(state, self._take_in)
        self._boxes = Boxes(state, hears)
        self.bringing = Bringing(state, bring)
        self._launching: list[Task] = []
        """Started, and to be called when what was written of that is durable."""
        self._by_token: dict[str, Task] = {}
        self._deadlines: dict[Key, asyncio.TimerHandle] = {}

    def end(self) -> None:
        """Watch nothing any more, and let no deadline ring."""
        for timer in self._deadlines.values():
            timer.cancel()
        self.lookout.end()
        self._boxes.end()

    def close(self) -> None:
        """Let go of whatever leads back here."""
        self._calls.close()
        self.lookout.close()
        self._boxes.close()
        self.bringing.close()

    # --- starting

    def start(self, key: Key, step: Step) -> None:
        """Start a deed as soon as its lane has room."""
        try:
            cloud, driver = self._ground.clouds.find(step.type, self._ground.site(step))
        except ResourceError as refusal:
            self._state.mark_started(key)
            self._state.fail(key, refusal.diagnostic)
            return
        lane = self._calls.lane(cloud)
        self.lookout.include(cloud)
        is_repeatable = driver.is_findable or step.deed is not Deed.CREATE
        lane.enter(partial(self._begin, key, step, lane), ahead=is_repeatable)

    def _begin(self, key: Key, step: Step, lane: Lane) -> None:
        """In the lane: write down the intent. The call is launched when that is durable."""
        if not self._state.may_start(key):
            lane.leave()
            return
        self._state.mark_started(key)
        try:
            task = BEGIN[step.deed](self._ground, key, step)
        except (DeedFailed, ResourceError) as refusal:
            lane.leave()
            self._state.fail(key, refusal.diagnostic)
            return
        if task is None:
            lane.leave()
            self._state.finish(key)
            return
        self._resume(task)
        self._boxes.include(task)
        self.bringing.include(task)
        task.mutexes = task.driver.kind.mutexes(task.wanted)
        self._state.tasks[key] = task
        self._by_token[task.one.id] = task
        self._launching.append(task)
        self._set_deadline(key)

    def _resume(self, task: Task) -> None:
        """A deed that was under way when its process died may have been done."""
        entry = self._state.replay.under_way.get(task.key)
        if entry is not None:
            task.is_uncertain = True
            if entry.mark is Mark.ACCEPTED:
                task.call = None
                task.one = self._ground.ledger.put(task.one, tell=False, accepted_at=entry.at, **entry.note)

    @property
    def has_room(self) -> bool:
        """Whether some cloud may be given one more call besides those that are on their way to it."""
        return self._calls.has_room

    def take_launching(self) -> list[Task]:
        """Those whose intents are written and to be made durable, to be given to :meth:`launch` then."""
        launching, self._launching = self._launching, []
        return launching

    def launch(self, tasks: Sequence[Task]) -> None:
        """Do the deeds whose intents are durable now."""
        self._calls.launch(tasks)

    # --- answered

    def _answered(self, task: Task, result: Answer) -> None:
        match result:
            case Accepted():
                self._accepted(task, result)
            case Done() | Ready() | Gone():
                self._land(task, result)
            case NotFound() if task.step.deed is Deed.DELETE:
                self._land(task, Gone())
            case Pending():
                self._ask_again(task, result)
            case Retry() | LostAnswer() | Conflict():
                self._try_again(task, result)
            case ResourceError() | DeedFailed():
                self.fail(task, result.diagnostic)
            case _:
                raise AssertionError(f"{task.step.type}: a driver answered {result!r}")

    def _ask_again(self, task: Task, seen: Pending) -> None:
        """What is not looked at by others, because it is no resource, is asked for until it is there."""
        if not task.is_uncertain:
            task.tried.clear()
        if not self._state.stopping:
            pause = ASKING if seen.look_at is None else max(0.0, seen.look_at - self._ground.ledger.now())
            self._state.inbox.later(pause, lambda: self._calls.again(task))

    def _try_again(self, task: Task, problem: Retry | LostAnswer | Conflict) -> None:
        task.trouble = str(problem.diagnostic) if isinstance(problem, Conflict) else problem.why
        if isinstance(problem, LostAnswer):
            task.is_uncertain, task.unanswered_at = True, self._ground.ledger.now()
            if not task.one.physical_id:
                task.one = self._ground.ledger.put(task.one, tell=False, perhaps=True)
        pause = pause_before_retry(task, problem)
        if pause is None:
            self.fail(task, problem.diagnostic if isinstance(problem, Conflict) else Diagnostic(problem.why))
        elif not self._state.stopping:  # else it is left as it is: the next plan looks whether it was done
            self._state.inbox.later(pause, lambda: self._calls.again(task))

    def _accepted(self, task: Task, outcome: Accepted) -> None:
        task.one = self._ground.ledger.put(
            task.one,
            tell=False,
            physical_id=outcome.physical_id,
            cursor=outcome.cursor,
            accepted_at=self._ground.ledger.now(),
            keys=outcome.keys or task.one.keys,
        )
        task.call = None
        note = {"physical_id": outcome.physical_id, "cursor": outcome.cursor}
        self._ground.ledger.mark(task.key, Mark.ACCEPTED, note)
        self.bringing.tell(task)
        self._wait_for(task)

    # --- waited for

    def _wait_for(self, task: Task) -> None:
        self.lookout.add(task)
        self._boxes.expect(task)
        if task.is_uncertain:  # it was told before a crash, or was to be
            self.bringing.tell(task)
            self.bringing.bring(self.bringing.take())

    def _take_in(self, token: str, seen: Observation) -> None:
        task = self._by_token.get(token)
        if task is None:
            return
        is_delete = task.step.deed is Deed.DELETE
        match seen:
            case Gone() if is_delete and task.one.cursor is None:
                self._land(task, seen)
            case Gone() if is_delete:
                self._go_on(task)
            case Gone():
                self.fail(task, Diagnostic("it vanished while it was waited for"))
            case Broken():
                self.fail(task, Diagnostic(seen.why, error=seen.error))
            case Ready() if not is_delete:
                self._ready(task, seen)
            case Pending() if task.step.deed is Deed.CHECK:
                self.fail(task, Diagnostic(f"not ready: {seen.why}"))
            case _:
                self.lookout.add(task, soon=False)  # a delete that does not show yet

    def _ready(self, task: Task, seen: Ready) -> None:
        if task.one.cursor is None or task.step.deed is Deed.CHECK:
            self._land(task, seen)
        else:
            self._go_on(task)

    def _go_on(self, task: Task) -> None:
        task.call = _next_phase
        self._calls.again(task)

    # --- ended

    def _land(self, task: Task, landed: Landed) -> None:
        """A deed is done: record it, unless a hook holds it there."""
        if isinstance(landed, Done) and landed.physical_id != task.one.physical_id:
            task.one = msgspec.structs.replace(task.one, physical_id=landed.physical_id)
        if self._state.stands_at_hook(task.key, "post-", lambda: self._land(task, landed)):
            return
        LAND[task.step.deed](self._ground, task, landed)
        self.bringing.tell(task)
        self._let_go(task)
        if task.step.deed is Deed.SNAPSHOT and task.saved is not None:
            self._state.saved[task.one.address] = task.saved
            self._state.finish(task.key, task.saved)
        else:
            self._state.finish(task.key)

    def fail(self, task: Task, problem: Diagnostic, *, told: bool = True) -> None:
        """A started deed has failed; what it works on is left as it is, for the next plan."""
        perhaps = task.is_uncertain and not task.one.physical_id
        self._let_go(task)
        self._state.fail(task.key, problem, task.one, perhaps=perhaps, told=told)

    def fail_late(self, task: Task, problem: Diagnostic, *, told: bool = True) -> None:
        """A started deed has taken too long; what it was calling may yet be done."""
        task.is_uncertain = task.is_uncertain or task.call is not None
        self.fail(task, problem, told=told)

    def why(self, task: Task) -> str:
        """What a task waits for in the cloud's words, or why it has been tried in vain."""
        return self.lookout.why(task) or task.trouble

    def _let_go(self, task: Task) -> None:
        del self._state.tasks[task.key]
        del self._by_token[task.one.id]
        deadline = self._deadlines.pop(task.key, None)
        if deadline is not None:
            deadline.cancel()
        self.lookout.drop(task)
        self._calls.release(task)

    def _set_deadline(self, key: Key) -> None:
        if self._step_timeout:
            loop = asyncio.get_running_loop()
            self._deadlines[key] = loop.call_later(
                self._step_timeout, self._state.inbox.post, lambda: self._time_out(key)
            )

    def _time_out(self, key: Key) -> None:
        task = self._state.tasks.get(key)
        if task is not None:
            why = f"not done within {self._step_timeout:g} s"
            self.fail_late(task, Diagnostic(why, detail=self.why(task)))


async def _next_phase(task: Task) -> Outcome:
    """Do the next phase of a deed that was accepted."""
    assert task.want is not None
    return await task.driver.go_on(task.subject(), task.want)
