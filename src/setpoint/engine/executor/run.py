"""Carrying out one plan: replay the journal, start what may start, write down what happened, until all is at rest.

One loop owns all state. Calls and watchers only put their results into its inbox. What is written while one commit is
under way shares the next one, and nothing is done before its Started record is durable.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from setpoint.engine.executor.bringing import Bring
from setpoint.engine.executor.called import CalledSteps
from setpoint.engine.executor.ending import End, Ending
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.hearing import Hearing
from setpoint.engine.executor.overtime import Overtime
from setpoint.engine.executor.postbox import Postbox
from setpoint.engine.executor.progress import Key, Progress
from setpoint.engine.executor.replay import replay
from setpoint.engine.executor.state import RunState
from setpoint.engine.executor.task import Task
from setpoint.engine.executor.uncalled import Expand, UncalledSteps, needs_no_cloud
from setpoint.model.address import Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.event import Event
from setpoint.model.incarnation import IncarnationId
from setpoint.model.journal import Entry
from setpoint.model.plan import Deed, Plan, Step
from setpoint.model.request import Request
from setpoint.model.value import Value

Told = Callable[[Sequence[Event]], None]
"""Hears of events once they are durable."""

SLICE = 16
"""How many messages are dealt with, and steps started, before answers and commits have their turn: when a hundred calls
are answered at once, the first of them need not wait for all that follows from the last."""

GATHERED = 500
"""So many writes are gathered at most before the first calls: some milliseconds' work."""


async def _nothing(_server: str) -> None:
    """Nobody looks for anything."""


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
        winds_up: bool = False,
        step_timeout: float = 0,
        bring: Bring = _nothing,
    ) -> None:
        """Carry ``plan`` out on ``ground``; ``bring`` brings servers what they look for.

        ``stops_at_failure``: start nothing more once a step has failed (a rollback follows). ``winds_up``: only see
        to what an earlier run has begun. ``step_timeout`` in seconds bounds the time from a step's start to its
        landing; 0 for none.
        """
        self.ground = ground
        self.plan = plan
        self._state = RunState(ground, plan, stops_at_failure=stops_at_failure, winds_up=winds_up)
        self._told = told
        self._launching: Sequence[Task] | None = None
        """What waits for the commit that is under way; None while none is."""
        self._bringing: list[str] = []
        """Servers of which that commit tells."""
        self._called = CalledSteps(self._state, step_timeout, self._hear_left, bring)
        self._hearing = Hearing(self._state, self._called.lookout)
        self._called.lookout.look_in(Postbox(self._state, self._hearing.take))
        self._overtime = Overtime(self._state, partial(self._called.fail_late, told=False), self._called.why)
        self._uncalled = UncalledSteps(self._state, expand, self._overtime.add)

    def _hear_left(self, told: IncarnationId, note: Mapping[str, Value]) -> None:
        """A signal was left for ``told``; from whoever has found it."""
        self._state.inbox.post(lambda: self._hearing.note(told, note))

    # --- looked at from outside

    @property
    def progress(self) -> Progress:
        """The steps, and which have landed."""
        return self._state.progress

    @property
    def tasks(self) -> dict[Key, Task]:
        """Steps that were started on a cloud and have not landed."""
        return self._state.tasks

    @property
    def failures(self) -> list[Diagnostic]:
        """What has failed so far."""
        return self._state.failures

    @property
    def held(self) -> dict[Key, str]:
        """The steps that stand at a hook, and at which."""
        return self._state.hooks.held()

    def waits_for(self, key: Key) -> str:
        """What a started step is waiting for, in the cloud's words."""
        task = self.tasks.get(key)
        return "" if task is None else self._called.lookout.why(task)

    # --- told from outside

    def stop(self, why: str) -> None:
        """Start nothing more, and end when the calls in flight have been answered. Pending things are left pending."""
        self._state.inbox.post(lambda: self._state.stop(why))

    def time_out(self, seconds: float) -> None:
        """Stop, since all of it was to be done within ``seconds``; what is under way is told, and left pending."""
        self._state.inbox.post(lambda: self._overtime.stop_all(seconds))

    def wake(self, cloud: str, tokens: Sequence[str] | None) -> None:
        """A cloud says that something changed."""
        self._called.lookout.wake(cloud, tokens)

    def clear_hook(self, address: Address, hook: str) -> bool:
        """Let the step at ``address`` go on past ``hook``; False when none stands there."""
        hooks = self._state.hooks
        key = hooks.find(address, hook)
        if key is None:
            return False
        self._state.inbox.post(lambda: self._state.clear_hook(key))
        return True

    def hear(self, request: Request) -> None:
        """Record a signal, and answer the request with that. Hearing it again changes nothing."""
        self._hearing.hear(request)

    # --- the loop

    async def carry_out(self, entries: Iterable[Entry] = (), children: Sequence[Plan] = ()) -> Ending:
        """Run until nothing is under way and nothing more can start. Bugs are raised, after which a new run is safe."""
        state = self._state
        state.progress.add(self.plan)
        for child in children:
            state.take_child(child)
        entries = list(entries)
        state.replay = replay(state.progress, entries, children)
        state.failures += state.replay.failed
        state.saved.update(state.replay.saved)
        state.on_landed.append(self._overtime.landed)
        state.on_expanded.append(self._uncalled.finish_expanding)
        self._overtime.begin(self.plan, entries, children)
        for key in state.replay.expanded:
            state.expanded(key)
        async with asyncio.TaskGroup() as state.group:
            try:
                await self._loop()
            finally:
                self._called.end()
                self._overtime.end()
        self._let_go_of_all()
        return self._ending()

    def _let_go_of_all(self) -> None:
        """Forget whoever knows this run: those who look at its end keep it, and a circle would keep all its world."""
        self._state.on_landed.clear()
        self._state.on_expanded.clear()
        for part in (self._called, self._uncalled, self._overtime):
            part.close()
        self._told = lambda _events: None

    async def _loop(self) -> None:
        state, inbox = self._state, self._state.inbox
        while True:
            inbox.work_off(SLICE)
            self._start_ready(SLICE)
            if not (self._is_committing or self._is_gathering):
                self._commit_or_launch()
            if (inbox or self._may_start) and not self._is_held_up:
                await asyncio.sleep(0)  # answers come in, and calls go out
            elif not self._is_idle:
                await inbox.wait()
            elif not state.opening.end(state.failures, state.stopping):
                return

    def _commit_or_launch(self) -> None:
        """Make durable what was written; where nothing is, what an earlier process has begun can go on at once."""
        if self.ground.ledger.is_empty:
            self._called.launch(self._called.take_launching())
        else:
            self._commit()

    def _commit(self) -> None:
        """Make durable what was written, and go on meanwhile; then do the deeds that wait for it, before all else."""
        self._launching = self._called.take_launching()
        self._bringing = self._called.bringing.take()
        commit = self._state.group.create_task(self.ground.ledger.commit())
        commit.add_done_callback(
            lambda done: self._state.inbox.post(lambda: self._committed(done), first=True)
        )

    def _committed(self, commit: asyncio.Task[Sequence[Event]]) -> None:
        assert self._launching is not None
        launching, self._launching = self._launching, None
        self._told(commit.result())
        self._called.launch(launching)
        self._called.bringing.bring(self._bringing)

    @property
    def _is_committing(self) -> bool:
        return self._launching is not None

    @property
    def _is_gathering(self) -> bool:
        """No cloud is busy, and there is room for more calls: one commit for all of them beats several."""
        if self._state.in_flight or not self._may_start:
            return False
        return self._called.has_room and len(self.ground.ledger.batch.writes) < GATHERED

    @property
    def _is_held_up(self) -> bool:
        """No cloud is busy, for what is to be called waits for a commit: that has the processor to itself."""
        return bool(self._launching) and not self._state.in_flight

    @property
    def _may_start(self) -> bool:
        return bool(self._state.progress.ready) and not self._state.stopping

    @property
    def _is_idle(self) -> bool:
        state = self._state
        if state.in_flight or self._is_committing:
            return False
        return bool(state.stopping) or not (state.tasks or state.inbox.timers or state.hooks)

    def _ending(self) -> Ending:
        state = self._state
        if state.failures:
            return Ending(
                End.FAILED,
                tuple(state.failures),
                state.stopping,
                state.saved,
                leaves_pending=bool(state.tasks),
            )
        if state.stopping or state.winds_up:
            return Ending(
                End.STOPPED, why=state.stopping, saved=state.saved, leaves_pending=bool(state.tasks)
            )
        unlanded = state.progress.unlanded
        assert not unlanded, f"ended with steps that never started: {unlanded[:5]}"
        return Ending(End.COMPLETE, saved=state.saved)

    # --- starting

    def _start_ready(self, at_most: int) -> None:
        while self._may_start and at_most and (key := self._state.progress.next_ready()) is not None:
            if self._state.may_start(key):
                self._start(key, self._state.progress.step(key))
            at_most -= 1

    def _start(self, key: Key, step: Step) -> None:
        state = self._state
        if step.when is not None:
            answer = state.replay.answers.get(Key(key.plan, step.when.guard))
            if answer not in step.when.outcomes:
                state.skip(key)
                return
        when = "" if step.deed is Deed.HOLD else "pre-"
        if step.deed is not Deed.EXPAND and state.stands_at_hook(key, when, lambda: self._start(key, step)):
            return
        is_uncalled = needs_no_cloud(step)
        if not state.winds_up and (not is_uncalled or step.deed is Deed.EXPAND):
            state.opening.begin(step)
        (self._uncalled if is_uncalled else self._called).start(key, step)
