"""Carrying out one plan of a stack, under its lease: what is asked meanwhile is heard, and the time is bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from setpoint.engine.desired import Desired
from setpoint.engine.engine import Engine
from setpoint.engine.executor.bringing import Bring
from setpoint.engine.executor.ending import End, Ending
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.ledger import Ledger
from setpoint.engine.executor.run import Run
from setpoint.engine.executor.task import DeedFailed
from setpoint.engine.observe import refresh
from setpoint.engine.planner import Situation, plan_subtree
from setpoint.engine.result import Verdict
from setpoint.engine.saved import is_saving
from setpoint.engine.software import configs
from setpoint.engine.world import World
from setpoint.model.address import is_within
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Superseded
from setpoint.model.incarnation import Action
from setpoint.model.journal import Entry
from setpoint.model.plan import Plan, Step
from setpoint.model.request import Ask, Request
from setpoint.model.stack import Stack
from setpoint.store.records import Batch, Lease
from setpoint.types.catalogue import find

WITHIN = "within"
"""What is asked for a nested stack alone says here at which address that is."""

_PREEMPTING = frozenset({Action.CREATE, Action.UPDATE, Action.DELETE})

Approve = Callable[[Plan], Awaitable[bool]]
"""Asks whether a child plan that deletes something may be carried out (consent)."""


def preempts(request: Request) -> bool:
    """Whether a plan that is being carried out ends when this is asked for: what is for all of the stack does so."""
    return Action(request.note["action"]) in _PREEMPTING and WITHIN not in request.note


class Attempt:
    """One run of a plan of ``stack`` while ``lease`` holds."""

    def __init__(
        self,
        engine: Engine,
        lease: Lease,
        stack: Stack,
        *,
        approve: Approve,
        bring: Bring,
        step_timeout: float,
    ) -> None:
        """``approve`` is asked before a subtree deletes anything; ``bring`` brings servers what they look for.

        ``step_timeout`` is in seconds, 0 for none.
        """
        self._engine = engine
        self._lease = lease
        self._stack = stack
        self._approve = approve
        self._bring = bring
        self._step_timeout = step_timeout
        self.run: Run | None = None
        """What is being carried out just now, for whoever shows progress."""
        self.rolls_back = False
        """Whether somebody has asked for the way back."""
        self._winds_up = False

    async def carry_out(
        self,
        plan: Plan,
        wanted: Desired,
        world: World,
        entries: Iterable[Entry],
        children: Sequence[Plan],
        *,
        saved: Mapping[str, Any],
        winds_up: bool = False,
    ) -> Ending:
        """Carry ``plan`` out to its end, or until it is stopped. ``saved`` is what a snapshot holds of each resource.

        ``winds_up``: only see to what has been begun.
        """
        engine, self._winds_up = self._engine, winds_up
        ledger = Ledger(engine.records, self._stack.id, self._lease.epoch, world, engine.now)
        adjustments = engine.records.adjustments(self._stack.id)
        found = configs(self._stack, world, engine.records)
        ground = Ground(self._stack, wanted.tree, world, engine.clouds, ledger, adjustments, found)
        ground.saved = saved
        run = self.run = Run(
            ground,
            plan,
            expand=lambda parent, step: self._expand(wanted, world, parent, step),
            told=self._engine.tell,
            stops_at_failure=self._stack.rollback and plan.action in (Action.CREATE, Action.UPDATE),
            winds_up=winds_up,
            step_timeout=self._step_timeout,
            bring=self._bring,
        )
        await engine.clouds.open()
        await engine.clouds.reach(wanted.tree.sites | {one.site for one in world})
        listening = asyncio.create_task(self._listen(run))
        timer = self._start_timer(run)
        try:
            with engine.clouds.hearing(run.wake):
                ending = await run.carry_out(entries, children)
        except* Superseded:
            ending = Ending(
                End.STOPPED, why=Verdict.SUPERSEDED
            )  # its lease is over: somebody else writes now
        finally:
            await _end(listening)
            if timer is not None:
                timer.cancel()
        return ending

    def _start_timer(self, run: Run) -> asyncio.TimerHandle | None:
        if not self._stack.timeout:
            return None
        left = self._stack.updated_at + self._stack.timeout - self._engine.now()
        return asyncio.get_running_loop().call_later(max(0.0, left), run.time_out, self._stack.timeout)

    async def _expand(self, wanted: Desired, world: World, parent: Plan, step: Step) -> Plan:
        engine = self._engine
        recorded = [one for one in world if is_within(one.address, step.address)]
        seen = await refresh(world, recorded, engine.clouds, engine.now)
        situation = Situation(
            plan=engine.new_plan_id(),
            stack=self._stack.id,
            sequence=parent.made_at,
            revision=parent.revision,
            parent_revision=parent.parent_revision,
            kinds=find,
            adjustments=engine.records.adjustments(self._stack.id),
            observed=seen.observed,
            unseen=seen.unseen,
        )
        child = plan_subtree(wanted.tree, world, situation, parent.action, (parent.id, step))
        await engine.clouds.reach(wanted.tree.sites)
        if child.destroys and not await self._approve(child):
            raise DeedFailed(
                Diagnostic(
                    f"expanding {step.address} would delete {', '.join(one.address for one in child.destroys)}",
                    advice="run the update with --yes, or approve its plan",
                    address=step.address,
                )
            )
        return child

    # --- what is asked meanwhile

    async def _listen(self, run: Run) -> None:
        while True:
            for request in self._engine.records.requests(self._stack.id):
                await self._carry_out_request(run, request)
            await self._engine.ears.hear()

    async def _carry_out_request(self, run: Run, request: Request) -> None:
        match request.ask:
            case Ask.CANCEL:
                self.rolls_back = bool(request.note.get("rollback"))
                run.stop(Verdict.CANCELLED)
            case Ask.SUPERSEDE:
                run.stop(Verdict.SUPERSEDED)
            case Ask.ACT:
                if self._winds_up or (preempts(request) and not is_saving(self._stack)):
                    run.stop(Verdict.SUPERSEDED)
                return  # whoever drives stacks for a service gets to it then
            case Ask.SIGNAL:
                if request.incarnation:
                    run.hear(request)
                    return  # it is answered together with what it changes
                if not run.clear_hook(request.address, request.note.get("unset_hook", "")):
                    return  # whoever it is meant for may come to stand there yet
        await self._engine.records.commit(Batch(self._stack.id, self._lease.epoch).answered(request.number))
        self._engine.tell(())


async def _end(task: asyncio.Task[None]) -> None:
    """Cancel ``task``, and wait until it has ended.

    It is not awaited itself: its cancellation would be raised here and remember this frame, which knows the task: a
    circle around everything that it worked with.
    """
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()  # it ended of a bug, which is raised
