"""Carrying out one plan: replay the journal, start what may start, write down what happened, until all is at rest.

One loop owns all state. Calls and watchers only put their results into its inbox, so a batch of results and the starts
that they allow share one commit, and nothing is done before its Started record is durable.
"""

from __future__ import annotations

import asyncio
import enum
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any

import msgspec

from setpoint.clouds.driver import Cloud
from setpoint.engine.executor.deeds import BEGIN, LAND
from setpoint.engine.executor.deeds.composites import land_composite
from setpoint.engine.executor.deeds.settling import answer_guard
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.patience import pause_before_retry
from setpoint.engine.executor.progress import Key, Progress
from setpoint.engine.executor.task import DeedFailed, Landed, Task
from setpoint.engine.executor.watch import Waiting, Watcher
from setpoint.engine.executor.width import Width
from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, InvalidInput, LostAnswer, NotFound, ResourceError, Retry
from setpoint.model.event import Event
from setpoint.model.incarnation import Action, Status
from setpoint.model.journal import Entry, Mark
from setpoint.model.observation import Accepted, Broken, Done, Gone, Observation, Outcome, Pending, Ready
from setpoint.model.plan import Deed, Plan, Step
from setpoint.model.value import Plain

Expand = Callable[[Plan, Step], Awaitable[Plan]]
"""Plans the subtree of an EXPAND step. Raises InvalidInput; DeedFailed when consent is refused."""

Told = Callable[[Sequence[Event]], None]
"""Hears of events once they are durable."""


class End(enum.StrEnum):
    """How a run ended."""

    COMPLETE = "complete"
    FAILED = "failed"
    STOPPED = "stopped"


class Ending(msgspec.Struct, frozen=True):
    """How a run ended, why, and what the drivers saved (for a snapshot), by address."""

    end: End
    failures: tuple[Diagnostic, ...] = ()
    why: str = ""
    saved: dict[Address, Any] = {}


class Run:
    """One plan being carried out."""

    def __init__(
        self,
        ground: Ground,
        plan: Plan,
        *,
        expand: Expand,
        told: Told = lambda _events: None,
        stops_at_failure: bool = False,
        step_timeout: float = 0,
    ) -> None:
        """Carry ``plan`` out on ``ground``.

        ``stops_at_failure``: start nothing more once a step has failed (a rollback follows). ``step_timeout`` in
        seconds bounds the time from a step's start to its landing; 0 for none.
        """
        self.ground = ground
        self.plan = plan
        self.progress = Progress()
        self.failures: list[Diagnostic] = []
        self.tasks: dict[Key, Task] = {}
        """Steps that were started and have not landed."""
        self.held: dict[Key, str] = {}
        """Steps that stand at a hook."""
        self._plans = {plan.id: plan}
        self._expand = expand
        self._told = told
        self._stops_at_failure = stops_at_failure
        self._step_timeout = step_timeout
        self._inbox: deque[Callable[[], None]] = deque()
        self._bell = asyncio.Event()
        self._launching: list[Task] = []
        self._calls = 0
        self._timers = 0
        self._stopping = ""
        self._outcomes: dict[Key, Change] = {}
        self._resuming: dict[Key, Entry] = {}
        self._cleared: set[tuple[Key, str]] = set()
        self._parked: dict[str, deque[Key]] = {}
        self._excluded: set[str] = set()
        self._blocked: list[Task] = []
        self._widths: dict[str, Width] = {}
        self._watchers: dict[str, Watcher] = {}
        self._by_token: dict[str, Task] = {}
        self._deadlines: dict[Key, asyncio.TimerHandle] = {}
        self._saved: dict[Address, Any] = {}
        self._watching: dict[str, asyncio.Task[None]] = {}
        self._go_on_from_hook: dict[Key, Callable[[], None]] = {}
        ground.shapes.update(plan.shapes)

    # --- from outside

    def stop(self, why: str) -> None:
        """Start nothing more, and end when the calls in flight have been answered. Pending things are left pending."""
        self._post(lambda: self._set_stopping(why))

    def wake(self, cloud: str, tokens: Sequence[str] | None) -> None:
        """A cloud says that something changed."""
        watcher = self._watchers.get(cloud)
        if watcher is not None:
            watcher.wake(tokens)

    def clear_hook(self, address: Address, hook: str) -> bool:
        """Let the step at ``address`` go on past ``hook``; False when none stands there."""
        for key, held in self.held.items():
            if held == hook and self.progress.steps[key].address == address:
                self._post(partial(self._go_past, key, hook))
                return True
        return False

    def signal(self, address: Address, body: Plain) -> bool:
        """Tell what waits at ``address`` of a signal; False when nothing there waits."""
        for task in self.tasks.values():
            if task.one.address == address and task.one.physical_id and task.cloud in self._watchers:
                self._watchers[task.cloud].signal(task.one.physical_id, task.one.id, body)
                return True
        return False

    def waits_for(self, key: Key) -> str:
        """What a started step is waiting for, in the cloud's words."""
        task = self.tasks.get(key)
        if task is None or task.cloud not in self._watchers:
            return ""
        return self._watchers[task.cloud].why(task.one.id)

    # --- the loop

    async def carry_out(self, entries: Iterable[Entry] = (), children: Iterable[Plan] = ()) -> Ending:
        """Run until nothing is under way and nothing more can start. Bugs are raised, after which a new run is safe."""
        self.progress.add(self.plan)
        self._replay(entries, children)
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                await self._loop()
            finally:
                for timer in self._deadlines.values():
                    timer.cancel()
            for watching in self._watching.values():
                watching.cancel()
        return self._ending()

    async def _loop(self) -> None:
        while True:
            self._bell.clear()
            while self._inbox:
                self._inbox.popleft()()
            if not self._stopping:
                self._start_ready()
            if not self.ground.ledger.is_empty:
                self._told(await self.ground.ledger.commit())
                self._launch()
            elif not self._inbox:
                if self._is_idle:
                    return
                await self._bell.wait()

    @property
    def _is_idle(self) -> bool:
        if self._calls:
            return False
        return bool(self._stopping) or not (self.tasks or self._timers or self.held)

    def _ending(self) -> Ending:
        if self._stopping and not self.failures:
            return Ending(End.STOPPED, why=self._stopping, saved=self._saved)
        if self.failures:
            return Ending(End.FAILED, tuple(self.failures), self._stopping, self._saved)
        assert not self.progress.unlanded, (
            f"ended with steps that never started: {self.progress.unlanded[:5]}"
        )
        return Ending(End.COMPLETE, saved=self._saved)

    def _post(self, message: Callable[[], None]) -> None:
        self._inbox.append(message)
        self._bell.set()

    def _set_stopping(self, why: str) -> None:
        self._stopping = self._stopping or why

    def _later(self, seconds: float, message: Callable[[], None]) -> None:
        """Do something after a while; the run does not end before."""

        def ring() -> None:
            self._timers -= 1
            message()

        self._timers += 1
        asyncio.get_running_loop().call_later(seconds, self._post, ring)

    # --- replaying

    def _replay(self, entries: Iterable[Entry], children: Iterable[Plan]) -> None:
        """Bring progress to where the journal left it."""
        complete: list[Key | None] = []
        for child in children:
            assert child.parent is not None, child.id
            assert child.parent_step is not None, child.id
            self._plans[child.id] = child
            self.ground.shapes.update(child.shapes)
            complete.append(self.progress.add(child, Key(child.parent, child.parent_step)))
        last: dict[Key, Entry] = {Key(entry.plan, entry.step): entry for entry in entries}
        for key, entry in last.items():
            if entry.mark in (Mark.FINISHED, Mark.SKIPPED):
                if self.progress.steps[key].deed is Deed.GUARD and entry.note:
                    self._outcomes[key] = Change(entry.note)
                complete.append(self.progress.land(key))
            elif entry.mark is Mark.FAILED:
                self.progress.ready = deque(one for one in self.progress.ready if one != key)
                step = self.progress.steps[key]
                self.failures.append(Diagnostic(str(entry.note), address=step.address))
            else:
                self._resuming[key] = entry
        for expanded in complete:
            if expanded is not None and not self.progress.has_landed(expanded):
                self._finish_expanding(expanded)

    # --- starting

    def _start_ready(self) -> None:
        ready = self.progress.ready
        while ready and not self._stopping:
            key = ready.popleft()
            if not self.progress.has_landed(key):
                self._start(key, self.progress.steps[key])

    def _start(self, key: Key, step: Step) -> None:
        if step.when is not None:
            outcome = self._outcomes.get(Key(key.plan, step.when.guard))
            if outcome not in step.when.outcomes:
                self.ground.ledger.mark(key, Mark.SKIPPED)
                self._landed(key)
                return
        if self._stands_at_hook(key, step, "pre-"):
            return
        if step.deed in _UNCALLED or step.composite:
            self._start_uncalled(key, step)
        else:
            self._start_called(key, step)

    def _start_called(self, key: Key, step: Step) -> None:
        """Start a deed that a cloud carries out, if its width has room and nothing excludes it just now."""
        try:
            cloud, _driver = self.ground.clouds.find(step.type)
            width = self._widths.setdefault(cloud.name, Width(cloud.width))
            if not width.has_room:
                self._parked.setdefault(cloud.name, deque()).append(key)
                return
            task = self._begin(key, step)
        except (DeedFailed, ResourceError) as refusal:
            self._mark_started(key)
            self._fail_without_task(key, step, refusal.diagnostic)
            return
        self._mark_started(key)
        if task is None:
            self.ground.ledger.mark(key, Mark.FINISHED)
            self._landed(key)
            return
        self._watch_over(cloud)
        task.mutexes = task.driver.kind.mutexes(task.wanted)
        self.tasks[key] = task
        self._by_token[task.one.id] = task
        width.in_use += 1
        self._launching.append(task)
        if self._step_timeout:
            loop = asyncio.get_running_loop()
            self._deadlines[key] = loop.call_later(
                self._step_timeout, self._post, lambda: self._time_out(key)
            )

    def _begin(self, key: Key, step: Step) -> Task | None:
        resumed = self._resuming.get(key)
        task = BEGIN[step.deed](self.ground, key, step)
        if task is not None and resumed is not None:
            task.is_uncertain = True
            if resumed.mark is Mark.ACCEPTED:
                task.call = None
        return task

    def _mark_started(self, key: Key) -> None:
        if key not in self._resuming:
            self.ground.ledger.mark(key, Mark.STARTED)

    def _start_uncalled(self, key: Key, step: Step) -> None:
        """Steps that need no cloud: guards, expansions, pauses, records."""
        self._mark_started(key)
        try:
            if step.deed is Deed.PAUSE:
                self._later(step.seconds, lambda: self._finish_uncalled(key))
            elif step.deed is Deed.EXPAND:
                self._start_expanding(key, step)
            elif step.deed is Deed.GUARD:
                answer = answer_guard(self.ground, step)
                self._outcomes[key] = answer
                self._finish_uncalled(key, answer.value)
            else:
                BEGIN[step.deed](self.ground, key, step)
                self._finish_uncalled(key)
        except DeedFailed as refusal:
            self._fail_without_task(key, step, refusal.diagnostic)

    def _finish_uncalled(self, key: Key, note: Plain = None) -> None:
        self.ground.ledger.mark(key, Mark.FINISHED, note)
        self._landed(key)

    def _watch_over(self, cloud: Cloud) -> None:
        if cloud.name not in self._watchers:
            watcher = Watcher(cloud, self.ground.ledger.now, self._seen)
            self._watchers[cloud.name] = watcher
            self._watching[cloud.name] = self._group.create_task(watcher.run())

    # --- expanding

    def _start_expanding(self, key: Key, step: Step) -> None:
        if any(plan.parent == key.plan and plan.parent_step == key.step for plan in self._plans.values()):
            return  # it was planned before a crash: its steps are here already
        self._calls += 1
        self._group.create_task(self._plan_subtree(key, step))

    async def _plan_subtree(self, key: Key, step: Step) -> None:
        try:
            child = await self._expand(self._plans[key.plan], step)
        except InvalidInput as refusal:
            problem = refusal.diagnostics[0]
            self._post(lambda: self._fail_without_task(key, step, problem))
        except DeedFailed as refusal:
            problem = refusal.diagnostic
            self._post(lambda: self._fail_without_task(key, step, problem))
        else:
            self._post(lambda: self._take_child(key, child))
        finally:
            self._calls -= 1

    def _take_child(self, key: Key, child: Plan) -> None:
        self._plans[child.id] = child
        self.ground.shapes.update(child.shapes)
        self.ground.scope.forget_arguments()
        self.ground.ledger.batch.put_plan(child)
        complete = self.progress.add(child, key)
        if complete is not None:
            self._finish_expanding(complete)

    def _finish_expanding(self, key: Key) -> None:
        step = self.progress.steps[key]
        known = step.incarnation in self.ground.world
        try:
            land_composite(self.ground, step, Action.UPDATE if known else Action.CREATE)
        except DeedFailed as refusal:
            self._fail_without_task(key, step, refusal.diagnostic)
        else:
            self._finish_uncalled(key)

    # --- calling

    def _launch(self) -> None:
        """Do the deeds whose Started records are durable now."""
        launching, self._launching = self._launching, []
        for task in launching:
            if not self._excluded.isdisjoint(task.mutexes):
                self._blocked.append(task)
                self._release_width(task)
                continue
            self._excluded |= task.mutexes
            if task.call is None:
                self._wait_for(task)
                self._release_width(task)
            else:
                self._calls += 1
                self._group.create_task(self._call(task))

    def _unblock(self, task: Task) -> None:
        """Let those go on that a landed step excluded (children of one load balancer, and the like)."""
        if not task.mutexes:
            return
        self._excluded -= task.mutexes
        blocked, self._blocked = self._blocked, []
        for other in blocked:
            self._widths[other.cloud].in_use += 1
        self._launching += blocked

    async def _call(self, task: Task) -> None:
        assert task.call is not None
        task.attempts += 1
        result: Outcome | Observation | Exception
        try:
            result = await task.call(task)
        except (Retry, LostAnswer, ResourceError, DeedFailed) as refusal:
            result = refusal
        finally:
            self._calls -= 1
        self._post(lambda: self._answered(task, result))

    def _answered(self, task: Task, result: Outcome | Observation | Exception) -> None:
        width = self._widths[task.cloud]
        if isinstance(result, Retry):
            width.was_asked_to_wait()
        else:
            width.went_well()
        self._release_width(task)
        if task.key not in self.tasks:
            return  # it ran into its timeout meanwhile
        match result:
            case Accepted():
                self._accepted(task, result)
            case Done() | Ready() | Gone():
                self._land(task, result)
            case NotFound() if task.step.deed is Deed.DELETE:
                self._land(task, Gone())
            case Retry() | LostAnswer() | Conflict():
                self._try_again(task, result)
            case ResourceError() | DeedFailed():
                self._fail(task, result.diagnostic)
            case _:
                raise AssertionError(f"{task.step.type}: a driver answered {result!r}")

    def _release_width(self, task: Task) -> None:
        self._widths[task.cloud].in_use -= 1
        parked = self._parked.get(task.cloud)
        if parked:
            self.progress.ready.append(parked.popleft())

    def _try_again(self, task: Task, problem: Retry | LostAnswer | Conflict) -> None:
        task.is_uncertain = task.is_uncertain or isinstance(problem, LostAnswer)
        pause = pause_before_retry(task, problem)
        if pause is None:
            diagnostic = problem.diagnostic if isinstance(problem, Conflict) else Diagnostic(str(problem))
            self._fail(task, diagnostic)
        elif self._stopping:
            pass  # left as it is: the next plan looks whether it was done
        else:
            self._later(pause, lambda: self._call_again(task))

    def _call_again(self, task: Task) -> None:
        if task.key not in self.tasks or self._stopping:
            return
        self._widths[task.cloud].in_use += 1
        self._calls += 1
        self._group.create_task(self._call(task))

    def _accepted(self, task: Task, outcome: Accepted) -> None:
        task.one = self.ground.ledger.put(
            task.one,
            tell=False,
            physical_id=outcome.physical_id,
            cursor=outcome.cursor,
            accepted_at=self.ground.ledger.now(),
        )
        task.call = None
        note = {"physical_id": outcome.physical_id, "cursor": outcome.cursor}
        self.ground.ledger.mark(task.key, Mark.ACCEPTED, note)
        self._wait_for(task)

    def _wait_for(self, task: Task, *, soon: bool = True) -> None:
        once = task.step.deed is Deed.CHECK
        self._watchers[task.cloud].add(Waiting(task.subject(), task.driver, once), soon=soon)

    def _seen(self, token: str, seen: Observation) -> None:
        """A watcher's delivery; from its own coroutine."""
        self._post(lambda: self._take_in(token, seen))

    def _take_in(self, token: str, seen: Observation) -> None:
        task = self._by_token.get(token)
        if task is None:
            return
        is_delete = task.step.deed is Deed.DELETE
        match seen:
            case Gone() if is_delete:
                self._land(task, seen)
            case Gone():
                self._fail(task, Diagnostic("it vanished while it was waited for", address=task.one.address))
            case Broken():
                self._fail(task, Diagnostic(seen.why, address=task.one.address))
            case Ready() if not is_delete:
                self._ready(task, seen)
            case Pending() if task.step.deed is Deed.CHECK:
                self._fail(task, Diagnostic(f"not ready: {seen.why}", address=task.one.address))
            case _:
                self._wait_for(task, soon=False)  # a delete that does not show yet

    def _ready(self, task: Task, seen: Ready) -> None:
        if task.one.cursor is None or task.step.deed is Deed.CHECK:
            self._land(task, seen)
            return
        task.call = _go_on
        self._calls += 1
        self._widths[task.cloud].in_use += 1
        self._group.create_task(self._call(task))

    # --- landing

    def _land(self, task: Task, landed: Landed) -> None:
        """A deed is done: record it, unless a hook holds it there."""
        if isinstance(landed, Done) and landed.physical_id != task.one.physical_id:
            task.one = msgspec.structs.replace(task.one, physical_id=landed.physical_id)
        if self._stands_at_hook(task.key, task.step, "post-", lambda: self._land(task, landed)):
            return
        LAND[task.step.deed](self.ground, task, landed)
        if task.saved is not None:
            self._saved[task.one.address] = task.saved
        self.ground.ledger.mark(task.key, Mark.FINISHED)
        self._let_go(task)
        self._landed(task.key)

    def _let_go(self, task: Task) -> None:
        self.tasks.pop(task.key, None)
        self._by_token.pop(task.one.id, None)
        deadline = self._deadlines.pop(task.key, None)
        if deadline is not None:
            deadline.cancel()
        if task in self._blocked:
            self._blocked.remove(task)
        else:
            self._unblock(task)
        watcher = self._watchers.get(task.cloud)
        if watcher is not None:
            watcher.drop(task.one.id)

    def _landed(self, key: Key) -> None:
        complete = self.progress.land(key)
        if complete is not None:
            self._finish_expanding(complete)

    # --- failing

    def _fail(self, task: Task, problem: Diagnostic) -> None:
        problem = _placed(problem, self.ground, task.step)
        perhaps = task.is_uncertain and not task.one.physical_id
        self.ground.ledger.put(
            task.one, status=Status.FAILED, reason=problem.summary_with_detail, perhaps=perhaps
        )
        self.ground.ledger.mark(task.key, Mark.FAILED, problem.summary_with_detail)
        self._let_go(task)
        self._note_failure(problem)

    def _fail_without_task(self, key: Key, step: Step, problem: Diagnostic) -> None:
        problem = _placed(problem, self.ground, step)
        one = self.ground.world.get(step.incarnation)
        if one is not None:
            self.ground.ledger.put(one, status=Status.FAILED, reason=problem.summary_with_detail)
        self.ground.ledger.mark(key, Mark.FAILED, problem.summary_with_detail)
        self._note_failure(problem)

    def _note_failure(self, problem: Diagnostic) -> None:
        self.failures.append(problem)
        if self._stops_at_failure:
            self._set_stopping("a step failed")

    def _time_out(self, key: Key) -> None:
        task = self.tasks.get(key)
        if task is not None:
            detail = self.waits_for(key)
            task.is_uncertain = task.is_uncertain or task.call is not None
            self._fail(task, Diagnostic(f"not done within {self._step_timeout:g} s", detail=detail))

    # --- hooks

    def _stands_at_hook(
        self, key: Key, step: Step, when: str, go_on: Callable[[], None] | None = None
    ) -> bool:
        hook = next((one for one in step.hooks if one.startswith(when)), None)
        if hook is None or (key, hook) in self._cleared:
            return False
        self.held[key] = hook
        self._go_on_from_hook[key] = go_on or (lambda: self._start(key, step))
        self.ground.ledger.tell(
            Event(
                stack=self.ground.stack.id,
                address=step.address,
                action=_ACTIONS[step.deed],
                status=Status.IN_PROGRESS,
                type=step.type,
                reason=f"{_ACTIONS[step.deed]} paused until Hook {hook} is cleared",
                at=self.ground.ledger.now(),
            )
        )
        return True

    def _go_past(self, key: Key, hook: str) -> None:
        if self.held.pop(key, None) is None:
            return
        self._cleared.add((key, hook))
        self._go_on_from_hook.pop(key)()


async def _go_on(task: Task) -> Outcome:
    """Do the next phase of a deed that was accepted."""
    assert task.want is not None
    return await task.driver.go_on(task.subject(), task.want)


_UNCALLED = frozenset({Deed.PAUSE, Deed.EXPAND, Deed.GUARD, Deed.RECORD, Deed.FORGET})

_ACTIONS = {Deed.CREATE: Action.CREATE, Deed.UPDATE: Action.UPDATE, Deed.DELETE: Action.DELETE}


def _placed(problem: Diagnostic, ground: Ground, step: Step) -> Diagnostic:
    """``problem`` with the address and the place in the template, where it has none."""
    definition = ground.tree.definitions.get(step.address)
    place = problem.place or (definition.place if definition else None)
    return msgspec.structs.replace(problem, address=problem.address or step.address, place=place)
