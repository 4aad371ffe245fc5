"""Carrying out one plan: replay the journal, start what may start, write down what happened, until all is at rest.

One loop owns all state. Calls and watchers only put their results into its inbox. What is written while one commit is
under way shares the next one, and nothing is done before its Started record is durable.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any

import msgspec

from setpoint.engine.executor.deeds import BEGIN, LAND
from setpoint.engine.executor.deeds.composites import land_composite
from setpoint.engine.executor.deeds.settling import answer_guard
from setpoint.engine.executor.ending import End, Ending
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.hooks import Hooks
from setpoint.engine.executor.inbox import Inbox
from setpoint.engine.executor.lanes import Exclusion, Lane
from setpoint.engine.executor.patience import pause_before_retry
from setpoint.engine.executor.progress import Key, Progress
from setpoint.engine.executor.replay import Replay, replay
from setpoint.engine.executor.task import DeedFailed, Landed, Task
from setpoint.engine.executor.timeouts import Clock, Timeouts
from setpoint.engine.executor.watch import Waiting, Watcher
from setpoint.model.address import Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, InvalidInput, LostAnswer, NotFound, ResourceError, Retry
from setpoint.model.event import Event, paused
from setpoint.model.incarnation import Action, Incarnation, Status
from setpoint.model.journal import Entry, Mark
from setpoint.model.observation import Accepted, Broken, Done, Gone, Observation, Outcome, Pending, Ready
from setpoint.model.plan import Deed, Plan, Step
from setpoint.model.value import Plain

MOST_TOLD = 5
"""Of how many steps that are under way a failure tells."""

Expand = Callable[[Plan, Step], Awaitable[Plan]]
"""Plans the subtree of an EXPAND step. Raises InvalidInput; DeedFailed when consent is refused."""

ASKING = 1.0
"""Seconds until a driver is asked again for what is under way."""

Told = Callable[[Sequence[Event]], None]
"""Hears of events once they are durable."""

SLICE = 16
"""How many messages are dealt with, and steps started, before answers and commits have their turn: when a hundred calls
are answered at once, the first of them need not wait for all that follows from the last."""


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
        self.hooks = Hooks()
        self._plans = {plan.id: plan}
        self._expand = expand
        self._told = told
        self._stops_at_failure = stops_at_failure
        self._step_timeout = step_timeout
        self._inbox = Inbox()
        self._replay = Replay()
        self._stopping = ""
        self._calls = 0
        self._launching: list[Task] = []
        """Started, and to be called when what was written of that is durable."""
        self._is_committing = False
        self._lanes: dict[str, Lane] = {}
        self._exclusion = Exclusion[Task]()
        self._watchers: dict[str, Watcher] = {}
        self._watching: list[asyncio.Task[None]] = []
        self._by_token: dict[str, Task] = {}
        self._deadlines: dict[Key, asyncio.TimerHandle] = {}
        self._saved: dict[Address, Any] = {}
        self._timeouts = Timeouts(ground.ledger.now, self._nested_timed_out)
        ground.shapes.update(plan.shapes)

    # --- from outside

    def stop(self, why: str) -> None:
        """Start nothing more, and end when the calls in flight have been answered. Pending things are left pending."""
        self._inbox.post(lambda: self._set_stopping(why))

    def wake(self, cloud: str, tokens: Sequence[str] | None) -> None:
        """A cloud says that something changed."""
        watcher = self._watchers.get(cloud)
        if watcher is not None:
            watcher.wake(tokens)

    def clear_hook(self, address: Address, hook: str) -> bool:
        """Let the step at ``address`` go on past ``hook``; False when none stands there."""
        key = self.hooks.find(address, hook)
        if key is None:
            return False
        self._inbox.post(lambda: self.hooks.clear(key))
        return True

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

    @property
    def held(self) -> dict[Key, str]:
        """The steps that stand at a hook, and at which."""
        return self.hooks.held()

    # --- the loop

    async def carry_out(self, entries: Iterable[Entry] = (), children: Sequence[Plan] = ()) -> Ending:
        """Run until nothing is under way and nothing more can start. Bugs are raised, after which a new run is safe."""
        self.progress.add(self.plan)
        for child in children:
            self._take_shapes(child)
        entries = list(entries)
        self._replay = replay(self.progress, entries, children)
        self.failures += self._replay.failed
        self._set_clocks(entries, children)
        for key in self._replay.expanded:
            self._finish_expanding(key)
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                await self._loop()
            finally:
                for timer in self._deadlines.values():
                    timer.cancel()
                self._timeouts.stop_all()
            for watching in self._watching:
                watching.cancel()
        self._let_go_of_all()
        return self._ending()

    def _let_go_of_all(self) -> None:
        """Forget whoever knows this run: those who look at its end keep it, and a circle would keep all its world."""
        self._watchers.clear()
        self._watching.clear()
        self._lanes.clear()
        self._timeouts = Timeouts(self.ground.ledger.now, lambda _clock: None)
        self._expand, self._told = _is_over, lambda _events: None

    async def _loop(self) -> None:
        while True:
            self._inbox.work_off(SLICE)
            self._start_ready(SLICE)
            if not (self._is_committing or self.ground.ledger.is_empty):
                self._commit()
            if self._inbox or self._may_start:
                await asyncio.sleep(0)  # answers come in, and calls go out
            elif not self._is_idle:
                await self._inbox.wait()
            else:
                return

    def _commit(self) -> None:
        """Make durable what was written, and go on meanwhile; then do the deeds that wait for it, before all else."""
        launching, self._launching = self._launching, []
        self._is_committing = True
        commit = self._group.create_task(self.ground.ledger.commit())
        commit.add_done_callback(
            lambda done: self._inbox.post(lambda: self._committed(done, launching), first=True)
        )

    def _committed(self, commit: asyncio.Task[Sequence[Event]], launching: Sequence[Task]) -> None:
        self._is_committing = False
        self._told(commit.result())
        self._launch(launching)

    @property
    def _may_start(self) -> bool:
        return bool(self.progress.ready) and not self._stopping

    @property
    def _is_idle(self) -> bool:
        if self._calls or self._is_committing:
            return False
        return bool(self._stopping) or not (self.tasks or self._inbox.timers or self.hooks)

    def _ending(self) -> Ending:
        if self.failures:
            return Ending(End.FAILED, tuple(self.failures), self._stopping, self._saved)
        if self._stopping:
            return Ending(End.STOPPED, why=self._stopping, saved=self._saved)
        unlanded = self.progress.unlanded
        assert not unlanded, f"ended with steps that never started: {unlanded[:5]}"
        return Ending(End.COMPLETE, saved=self._saved)

    def _set_stopping(self, why: str) -> None:
        self._stopping = self._stopping or why

    # --- starting

    def _start_ready(self, at_most: int) -> None:
        while self._may_start and at_most and (key := self.progress.next_ready()) is not None:
            self._start(key, self.progress.step(key))
            at_most -= 1

    def _start(self, key: Key, step: Step) -> None:
        if step.when is not None:
            answer = self._replay.answers.get(Key(key.plan, step.when.guard))
            if answer not in step.when.outcomes:
                self.ground.ledger.mark(key, Mark.SKIPPED)
                self._landed(key)
                return
        if step.deed is not Deed.EXPAND and self._stands_at_hook(
            key, step, "" if step.deed is Deed.HOLD else "pre-", lambda: self._start(key, step)
        ):
            return
        if step.deed in _UNCALLED or step.composite:
            self._start_uncalled(key, step)
        else:
            self._start_called(key, step)

    def _mark_started(self, key: Key) -> None:
        if key not in self._replay.under_way:
            self.ground.ledger.mark(key, Mark.STARTED)

    def _start_uncalled(self, key: Key, step: Step) -> None:
        """Steps that need no cloud: guards, expansions, pauses, records."""
        self._mark_started(key)
        try:
            if step.deed is Deed.PAUSE:
                self._inbox.later(step.seconds, lambda: self._finish(key))
            elif step.deed is Deed.HOLD:
                self._finish(key)
            elif step.deed is Deed.EXPAND:
                self._start_expanding(key, step)
            elif step.deed is Deed.GUARD:
                answer = answer_guard(self.ground, step)
                self._replay.answers[key] = answer
                self._finish(key, answer.value)
            else:
                BEGIN[step.deed](self.ground, key, step)
                self._finish(key)
        except DeedFailed as refusal:
            self._fail_step(key, step, refusal.diagnostic)

    def _start_called(self, key: Key, step: Step) -> None:
        """Start a deed that a cloud carries out, as soon as its lane has room."""
        try:
            cloud, driver = self.ground.clouds.find(step.type, self.ground.site(step))
        except ResourceError as refusal:
            self._mark_started(key)
            self._fail_step(key, step, refusal.diagnostic)
            return
        if cloud.name not in self._lanes:
            self._lanes[cloud.name] = Lane(cloud.width)
            watcher = Watcher(cloud, self.ground.ledger.now, self._seen)
            self._watchers[cloud.name] = watcher
            self._watching.append(self._group.create_task(watcher.run()))
        lane = self._lanes[cloud.name]
        is_repeatable = driver.is_findable or step.deed is not Deed.CREATE
        lane.enter(partial(self._begin, key, step, lane), ahead=is_repeatable)

    def _begin(self, key: Key, step: Step, lane: Lane) -> None:
        """In the lane: write down the intent. The call is launched when that is durable."""
        if self._stopping or self.progress.has_given_up(key):
            lane.leave()
            return
        self._mark_started(key)
        try:
            task = BEGIN[step.deed](self.ground, key, step)
        except (DeedFailed, ResourceError) as refusal:
            lane.leave()
            self._fail_step(key, step, refusal.diagnostic)
            return
        if task is None:
            lane.leave()
            self._finish(key)
            return
        self._resume(task)
        task.mutexes = task.driver.kind.mutexes(task.wanted)
        self.tasks[key] = task
        self._by_token[task.one.id] = task
        self._launching.append(task)
        self._set_deadline(key)

    def _resume(self, task: Task) -> None:
        """A deed that was under way when its process died may have been done."""
        entry = self._replay.under_way.get(task.key)
        if entry is not None:
            task.is_uncertain = True
            if entry.mark is Mark.ACCEPTED:
                task.call = None
                task.one = self.ground.ledger.put(task.one, tell=False, accepted_at=entry.at, **entry.note)

    def _set_deadline(self, key: Key) -> None:
        if self._step_timeout:
            loop = asyncio.get_running_loop()
            self._deadlines[key] = loop.call_later(
                self._step_timeout, self._inbox.post, lambda: self._time_out(key)
            )

    def _finish(self, key: Key, note: Plain = None) -> None:
        self.ground.ledger.mark(key, Mark.FINISHED, note)
        self._landed(key)

    # --- expanding

    def _start_expanding(self, key: Key, step: Step) -> None:
        if any(plan.parent == key.plan and plan.parent_step == key.step for plan in self._plans.values()):
            return  # it was planned before a crash: its steps are here already
        self._calls += 1
        self._group.create_task(self._plan_subtree(key, step))

    async def _plan_subtree(self, key: Key, step: Step) -> None:
        try:
            child = await self._expand(self._plans[key.plan], step)
        except (InvalidInput, DeedFailed) as refusal:
            first = refusal.diagnostics[0] if isinstance(refusal, InvalidInput) else refusal.diagnostic
            self._inbox.post(partial(self._fail_step, key, step, first))
        else:
            self._inbox.post(partial(self._take_child, key, child))
        finally:
            self._calls -= 1

    def _take_child(self, key: Key, child: Plan) -> None:
        if self.progress.has_given_up(key):
            return
        self._take_shapes(child)
        self.ground.scope.forget_arguments()
        self.ground.ledger.batch.put_plan(child)
        complete = self.progress.add(child, key)
        self._timeouts.add(child, self.progress, (), key)
        if complete is not None:
            self._finish_expanding(complete)

    def _take_shapes(self, child: Plan) -> None:
        self._plans[child.id] = child
        self.ground.shapes.update(child.shapes)

    def _finish_expanding(self, key: Key) -> None:
        step = self.progress.step(key)
        known = step.incarnation in self.ground.world
        try:
            land_composite(self.ground, step, Action.UPDATE if known else Action.CREATE)
        except DeedFailed as refusal:
            self._fail_step(key, step, refusal.diagnostic)
        else:
            self._finish(key)

    # --- calling

    def _launch(self, tasks: Sequence[Task]) -> None:
        """Do the deeds whose Started records are durable now."""
        for task in tasks:
            if task.key in self.tasks and self._exclusion.admits(task):
                self._do(task)
            else:
                self._lanes[task.cloud].leave()

    def _do(self, task: Task) -> None:
        """In the lane, with nobody whom it excludes: call, or wait for what a call has set off before a crash."""
        lane = self._lanes[task.cloud]
        if task.call is not None:
            lane.call(partial(self._call, task))
            return
        lane.leave()
        if task.key in self.tasks:
            self._wait_for(task)

    def _call_again(self, task: Task) -> None:
        """Do a started deed (once more, or its next phase) as soon as its lane has room."""
        lane = self._lanes[task.cloud]

        def start() -> None:
            if task.key in self.tasks and not self._stopping:
                lane.call(partial(self._call, task))
            else:
                lane.leave()

        lane.enter(start)

    def _call(self, task: Task) -> bool:
        """Call, unless it ran into its timeout while it waited for room."""
        if task.key not in self.tasks:
            self._inbox.post(self._lanes[task.cloud].leave)
            return False
        self._calls += 1
        self._group.create_task(self._answer(task))
        return True

    async def _answer(self, task: Task) -> None:
        assert task.call is not None
        task.attempts += 1
        result: Outcome | Observation | Exception
        try:
            result = await task.call(task)
        except (Retry, LostAnswer, ResourceError, DeedFailed) as refusal:
            result = refusal
        finally:
            self._calls -= 1
        self._make_room(self._lanes[task.cloud], result)
        self._inbox.post(lambda: self._answered(task, result))

    @staticmethod
    def _make_room(lane: Lane, result: Outcome | Observation | Exception) -> None:
        """Let the next call go at once: its intent is durable, and the loop may be busy."""
        if isinstance(result, Retry):
            lane.was_asked_to_wait()
        else:
            lane.went_well()
        lane.answered()

    def _answered(self, task: Task, result: Outcome | Observation | Exception) -> None:
        self._lanes[task.cloud].leave()
        if task.key not in self.tasks:
            return  # it ran into its timeout meanwhile
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
                self._fail(task, result.diagnostic)
            case _:
                raise AssertionError(f"{task.step.type}: a driver answered {result!r}")

    def _ask_again(self, task: Task, seen: Pending) -> None:
        """What is not looked at by others, because it is no resource, is asked for until it is there."""
        task.attempts = 0
        if not self._stopping:
            pause = ASKING if seen.look_at is None else max(0.0, seen.look_at - self.ground.ledger.now())
            self._inbox.later(pause, lambda: self._call_again(task))

    def _try_again(self, task: Task, problem: Retry | LostAnswer | Conflict) -> None:
        task.is_uncertain = task.is_uncertain or isinstance(problem, LostAnswer)
        pause = pause_before_retry(task, problem)
        if pause is None:
            self._fail(
                task, problem.diagnostic if isinstance(problem, Conflict) else Diagnostic(str(problem))
            )
        elif not self._stopping:  # else it is left as it is: the next plan looks whether it was done
            self._inbox.later(pause, lambda: self._call_again(task))

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

    # --- waiting

    def _wait_for(self, task: Task, *, soon: bool = True) -> None:
        once = task.step.deed is Deed.CHECK
        self._watchers[task.cloud].add(Waiting(task.subject(), task.driver, once), soon=soon)

    def _seen(self, token: str, seen: Observation) -> None:
        """A watcher's delivery; from its own coroutine."""
        self._inbox.post(lambda: self._take_in(token, seen))

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
                self._fail(task, Diagnostic("it vanished while it was waited for"))
            case Broken():
                self._fail(task, Diagnostic(seen.why))
            case Ready() if not is_delete:
                self._ready(task, seen)
            case Pending() if task.step.deed is Deed.CHECK:
                self._fail(task, Diagnostic(f"not ready: {seen.why}"))
            case _:
                self._wait_for(task, soon=False)  # a delete that does not show yet

    def _ready(self, task: Task, seen: Ready) -> None:
        if task.one.cursor is None or task.step.deed is Deed.CHECK:
            self._land(task, seen)
        else:
            self._go_on(task)

    def _go_on(self, task: Task) -> None:
        task.call = _next_phase
        self._call_again(task)

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
        self._let_go(task)
        self._finish(task.key)

    def _let_go(self, task: Task) -> None:
        del self.tasks[task.key]
        del self._by_token[task.one.id]
        deadline = self._deadlines.pop(task.key, None)
        if deadline is not None:
            deadline.cancel()
        self._watchers[task.cloud].drop(task.one.id)
        for free in self._exclusion.release(task):
            self._lanes[free.cloud].enter(partial(self._do, free))

    def _landed(self, key: Key) -> None:
        complete = self.progress.land(key)
        self._timeouts.landed(key)
        if complete is not None:
            self._finish_expanding(complete)

    # --- failing

    def _fail(self, task: Task, problem: Diagnostic, *, told: bool = True) -> None:
        """A started deed has failed; what it works on is left as it is, for the next plan."""
        perhaps = task.is_uncertain and not task.one.physical_id
        self._let_go(task)
        self._fail_step(task.key, task.step, problem, task.one, perhaps=perhaps, told=told)

    def _fail_step(
        self,
        key: Key,
        step: Step,
        problem: Diagnostic,
        one: Incarnation | None = None,
        *,
        perhaps: bool = False,
        told: bool = True,
    ) -> None:
        """Record that a step has failed; with ``told``, as a failure of its own and not by another one."""
        problem = _placed(problem, self.ground, step)
        reason = problem.summary_with_detail
        one = one or self.ground.world.get(step.incarnation)
        if one is not None:
            self.ground.ledger.put(one, status=Status.FAILED, reason=reason, perhaps=perhaps)
        self.ground.ledger.mark(key, Mark.FAILED, reason)
        if told:
            self.failures.append(problem)
        if self._stops_at_failure:
            self._set_stopping("a step failed")

    def _time_out(self, key: Key) -> None:
        task = self.tasks.get(key)
        if task is not None:
            detail = self.waits_for(key)
            task.is_uncertain = task.is_uncertain or task.call is not None
            self._fail(task, Diagnostic(f"not done within {self._step_timeout:g} s", detail=detail))

    # --- nested stacks that take too long

    def _set_clocks(self, entries: Sequence[Entry], children: Sequence[Plan]) -> None:
        """Go on counting the time that nested stacks have; what was over in an earlier process stays so."""
        if not any(plan.timeouts for plan in self._plans.values()):
            return
        for key in list(self.progress):
            step = self.progress.step(key)
            if self.progress.has_given_up(key) and step.address in self._plans[key.plan].timeouts:
                self.progress.give_up_within(step.address)
        self._timeouts.add(self.plan, self.progress, entries)
        for child in children:
            assert child.parent is not None, child.id
            assert child.parent_step is not None, child.id
            self._timeouts.add(child, self.progress, entries, Key(child.parent, child.parent_step))

    def _nested_timed_out(self, clock: Clock) -> None:
        self._inbox.post(lambda: self._time_out_nested(clock))

    def _time_out_nested(self, clock: Clock) -> None:
        """Start nothing more of a nested stack, and let what is under way of it fail with it."""
        if self.progress.has_landed(clock.landing) or self.progress.has_given_up(clock.landing):
            return
        step = self.progress.step(clock.landing)
        why = f"{clock.address} was not done within its timeout of {clock.seconds / 60:g} min"
        left = self.progress.give_up_within(clock.address)
        self.progress.give_up(clock.landing)
        busy = [self.tasks[key] for key in left if key in self.tasks]
        doing = [f"{task.step.deed} {task.step.address}" for task in busy] or [
            f"{hook} of {self.progress.step(key).address}" for key, hook in self.held.items() if key in left
        ]
        for task in busy:
            task.is_uncertain = task.is_uncertain or task.call is not None
            self._fail(task, Diagnostic(f"nested stack {why}"), told=False)
        for key in (clock.landing, *left):
            self.hooks.drop(key)
            self._timeouts.stop(key)
        if step.deed is not Deed.EXPAND:
            self._mark_started(clock.landing)
        detail = f"still under way: {', '.join(doing[:MOST_TOLD])}" if doing else ""
        advice = "give it a longer timeout, or find out what takes so long"
        self._fail_step(clock.landing, step, Diagnostic(f"nested stack {why}", detail=detail, advice=advice))

    # --- hooks

    def _stands_at_hook(self, key: Key, step: Step, when: str, go_on: Callable[[], None]) -> bool:
        hook = self.hooks.stop(key, step, when, go_on)
        if not hook:
            return False
        action = Action(hook.partition("-")[2].upper())
        self.ground.ledger.tell(
            Event(
                stack=self.ground.stack.id,
                address=step.address,
                action=action,
                status=Status.IN_PROGRESS,
                type=step.type,
                reason=paused(action, hook),
                at=self.ground.ledger.now(),
            )
        )
        return True


async def _is_over(_parent: Plan, _step: Step) -> Plan:
    raise AssertionError("the run has ended")


async def _next_phase(task: Task) -> Outcome:
    """Do the next phase of a deed that was accepted."""
    assert task.want is not None
    return await task.driver.go_on(task.subject(), task.want)


_UNCALLED = frozenset({Deed.PAUSE, Deed.HOLD, Deed.EXPAND, Deed.GUARD, Deed.RECORD, Deed.FORGET})


def _placed(problem: Diagnostic, ground: Ground, step: Step) -> Diagnostic:
    """``problem`` with the address and the place in the template, where it has none."""
    definition = ground.tree.definitions.get(step.address)
    place = problem.place or (definition.place if definition else None)
    return msgspec.structs.replace(problem, address=problem.address or step.address, place=place)
