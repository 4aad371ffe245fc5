"""Driving one stack: carry a plan out, hear what is asked meanwhile, record how it ended, roll back when that is on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import msgspec

from setpoint.engine.attempt import Approve, Attempt
from setpoint.engine.compose import compose
from setpoint.engine.desired import Desired, desired
from setpoint.engine.engine import Engine
from setpoint.engine.executor.bringing import Bring
from setpoint.engine.executor.ending import End, Ending
from setpoint.engine.executor.run import Run
from setpoint.engine.lacking import lacking
from setpoint.engine.observe import Seen, refresh
from setpoint.engine.outputs import outputs
from setpoint.engine.planner import Situation, plan_towards
from setpoint.engine.result import Result, Verdict, reason_of, verdict_of
from setpoint.engine.saved import drop_saved, overtaken, snapshot_of, taken
from setpoint.engine.world import World
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput, LostAnswer, ResourceError, Retry
from setpoint.model.event import of_stack
from setpoint.model.incarnation import Action, Status
from setpoint.model.journal import Entry
from setpoint.model.plan import Deed, Plan
from setpoint.model.stack import UNHEALTHY, Source, Stack
from setpoint.store.records import Batch, Lease, Snapshot
from setpoint.types.catalogue import find


class Drive:
    """One stack being driven under a lease, by one plan after another (a plan, and perhaps the plan back)."""

    def __init__(
        self,
        engine: Engine,
        lease: Lease,
        stack: Stack,
        *,
        approve: Approve,
        bring: Bring,
        step_timeout: float = 0,
    ) -> None:
        """Drive ``stack`` while ``lease`` holds; see :class:`Attempt`."""
        self.engine = engine
        self.lease = lease
        self.stack = stack
        self._attempt: Attempt | None = None
        self._approve = approve
        self._attempt_of = partial(
            Attempt, engine, lease, approve=approve, bring=bring, step_timeout=step_timeout
        )
        self.snapshot: Snapshot | None = None
        """The one that the plan takes, or brings back."""
        self._has_planned_again = False
        self.answers: Sequence[int] = ()
        """Numbers of the requests that the next plan answers."""

    @property
    def run(self) -> Run | None:
        """The plan being carried out just now, for whoever shows progress."""
        return self._attempt.run if self._attempt is not None else None

    def interrupt(self) -> None:
        """Start nothing more and end when the calls in flight are answered; the plan can be carried on later."""
        if self.run is not None:
            self.run.stop(Verdict.INTERRUPTED)

    # --- one plan

    async def carry_out(
        self, plan: Plan, wanted: Desired, world: World, *, batch: Batch | None = None
    ) -> Result:
        """Carry out a new plan to its end. ``batch`` holds what must be durable together with it (a revision).

        What has asked for it is answered with that.
        """
        self.stack = msgspec.structs.replace(
            self.stack,
            action=plan.action,
            status=Status.IN_PROGRESS,
            reason="",
            revision=plan.revision,
            plan=plan.id,
            updated_at=self.engine.now(),
        )
        batch = batch or Batch(self.stack.id, self.lease.epoch)
        batch.put_stack(self.stack).put_plan(plan)
        for one in overtaken(self.engine.records, self.stack.id):
            batch.put_snapshot(one)
        if self.snapshot is not None:
            self.snapshot = msgspec.structs.replace(self.snapshot, plan=plan.id)
            batch.put_snapshot(self.snapshot)
        for number in self.answers:
            batch.answered(number)
        self.answers = ()
        await self._write(batch)
        return await self._to_the_end(plan, wanted, world, (), ())

    async def carry_on(self) -> Result:
        """Carry on with the plan that an earlier process left, from its journal."""
        return await self._to_the_end(*self._left())

    async def wind_up(self) -> Result:
        """See to it how what a cancelled plan had begun comes out. Nothing more is started; the stack has failed."""
        ending = await self._try(*self._left(), winds_up=True)
        verdict = verdict_of(ending)
        if verdict in (Verdict.SUPERSEDED, Verdict.INTERRUPTED):
            return Result(verdict, self.stack, ending.failures)
        self.stack = msgspec.structs.replace(self.stack, plan="")
        await self.engine.records.commit(Batch(self.stack.id, self.lease.epoch).put_stack(self.stack))
        return Result(Verdict.CANCELLED, self.stack, ending.failures)

    def _left(self) -> tuple[Plan, Desired, World, Sequence[Entry], Sequence[Plan]]:
        """The plan that is left, what it is to come to, and how far it has got."""
        records = self.engine.records
        plan = records.plan(self.stack.plan)  # type: ignore[arg-type]
        assert plan is not None, self.stack.plan
        self.snapshot = snapshot_of(records, self.stack.id, plan.id)
        world = self.engine.world(self.stack)
        children = records.children(plan.id)
        entries = [*records.entries(plan.id)]
        for child in children:
            entries += records.entries(child.id)
        wanted = self.wanted(plan.revision)
        shapes = dict(plan.shapes)
        for child in children:
            shapes.update(child.shapes)
        compose(wanted.tree, world, shapes, adjustments=records.adjustments(self.stack.id))
        return plan, wanted, world, entries, children

    def wanted(self, revision: int) -> Desired:
        """A recorded revision, compiled."""
        return desired(self.source(revision), self.stack)

    def source(self, revision: int) -> Source | None:
        """What a recorded revision was made from; None for the empty one."""
        found = self.engine.records.revision(self.stack.id, revision) if revision else None
        return found.source if found else None

    async def _to_the_end(
        self, plan: Plan, wanted: Desired, world: World, entries: Iterable[Entry], children: Sequence[Plan]
    ) -> Result:
        ending = await self._try(plan, wanted, world, entries, children)
        if plan.action is Action.ADOPT and ending.end is End.COMPLETE and (missing := tuple(lacking(world))):
            ending = Ending(End.FAILED, missing)
        verdict = verdict_of(ending)
        is_asked_back = self._attempt is not None and self._attempt.rolls_back
        if verdict in (Verdict.SUPERSEDED, Verdict.INTERRUPTED):
            return Result(verdict, self.stack, ending.failures)
        tries_again = verdict is Verdict.FAILED and not is_asked_back and not self._has_planned_again
        if tries_again and _failed_before(plan, ending):
            self._has_planned_again = (
                True  # what cannot be settled at all is not settled by the next one either
            )
            again = await self._again(plan, world)
            if again is not None:
                return await self.carry_out(*again, world)
        wants_back = is_asked_back or (verdict is Verdict.FAILED and self.stack.rollback)
        if wants_back and plan.action in (Action.CREATE, Action.UPDATE):
            return await self._roll_back(ending, world)
        if verdict is Verdict.COMPLETE and _leaves_nothing(plan, wanted, world):
            ending = await self._without_snapshots(ending)
            verdict = verdict_of(ending)
        await self._finish(plan, wanted, world, ending, verdict)
        if verdict is Verdict.COMPLETE and plan.action is Action.ROLLBACK:
            verdict = Verdict.ROLLED_BACK
        return Result(verdict, self.stack, ending.failures)

    async def _try(
        self,
        plan: Plan,
        wanted: Desired,
        world: World,
        entries: Iterable[Entry],
        children: Sequence[Plan],
        *,
        winds_up: bool = False,
    ) -> Ending:
        self._attempt = self._attempt_of(self.stack)
        kept = self.snapshot.saved if self.snapshot is not None else {}
        saved = {address: one["saved"] for address, one in kept.items()}
        return await self._attempt.carry_out(
            plan, wanted, world, entries, children, saved=saved, winds_up=winds_up
        )

    async def _again(self, plan: Plan, world: World) -> tuple[Plan, Desired] | None:
        """One more plan to the same end, now that it is known how what an earlier one had begun has come out."""
        situation = await self.situation(plan.revision, world)
        situation = msgspec.structs.replace(situation, parent_revision=plan.parent_revision)
        wanted = self.wanted(plan.revision)
        try:
            again = plan_towards(wanted.tree, world, situation, plan.action)
        except InvalidInput:
            return None  # the failure that there is tells more
        return (again, wanted) if not again.destroys or await self._approve(again) else None

    # --- how it ended

    async def _roll_back(self, ending: Ending, world: World) -> Result:
        """One more plan, towards the last revision that was good."""
        failures = ending.failures or (Diagnostic(ending.why),)
        good = self.stack.good_revision
        wanted = self.wanted(good)
        try:
            plan = plan_towards(wanted.tree, world, await self.situation(good, world), Action.ROLLBACK)
        except InvalidInput as refusal:
            self.stack = self._stack_now(Status.FAILED, f"no way back: {refusal.diagnostics[0]}")
            await self._write(Batch(self.stack.id, self.lease.epoch).put_stack(self.stack))
            return Result(Verdict.FAILED, self.stack, (*failures, *refusal.diagnostics))
        result = await self.carry_out(plan, wanted, world)
        return msgspec.structs.replace(result, failures=(*failures, *result.failures))

    async def situation(self, revision: int, world: World, *, looks: bool = True) -> Situation:
        """What a plan towards ``revision`` starts from; ``looks`` asks the clouds first."""
        engine = self.engine
        stack = engine.records.stack(self.stack.id) or self.stack
        seen = await refresh(world, world, engine.clouds, engine.now) if looks else Seen()
        return Situation(
            plan=engine.new_plan_id(),
            stack=stack.id,
            sequence=stack.sequence,
            revision=revision,
            parent_revision=stack.revision,
            kinds=find,
            adjustments=engine.records.adjustments(stack.id),
            observed=seen.observed,
            unseen=seen.unseen,
        )

    async def _finish(
        self, plan: Plan, wanted: Desired, world: World, ending: Ending, verdict: Verdict
    ) -> None:
        batch = Batch(self.stack.id, self.lease.epoch)
        changes: dict[str, Any] = {}
        if plan.action is Action.ADOPT or (verdict is Verdict.COMPLETE and plan.action in _MOVES_ON):
            changes["good_revision"] = plan.revision  # what was taken up is nothing that a way back removes
        if verdict is Verdict.COMPLETE:
            changes["outputs"] = await outputs(wanted, world, self.engine.clouds)
            if _leaves_nothing(plan, wanted, world):
                changes |= {"deleted_at": self.engine.now(), "credential_notes": {}}
            self.stack = self._stack_now(Status.COMPLETE, "", **changes)
            for spent in _spent(self.engine, self.stack, world):
                batch.unadjust(spent)
            for request in self.engine.records.requests(self.stack.id):
                if "unset_hook" in request.note:
                    batch.answered(
                        request.number
                    )  # it was meant for this plan, and nothing stands at it any more
        else:
            is_left = verdict is Verdict.CANCELLED and ending.leaves_pending
            changes["plan"] = plan.id if is_left else ""
            self.stack = self._stack_now(Status.FAILED, reason_of(ending, world, plan.action), **changes)
        if self.snapshot is not None and plan.action is Action.SNAPSHOT:
            status, reason = self.stack.status, self.stack.reason
            self.snapshot = taken(self.snapshot, status, reason, ending.saved, world)
            batch.put_snapshot(self.snapshot)
        batch.put_stack(self.stack)
        if self.stack.deleted_at:
            batch.forget_stack()
        await self._write(batch)

    async def _without_snapshots(self, ending: Ending) -> Ending:
        """Remove what was ever saved of a stack that is gone otherwise; where that does not go, it is not gone."""
        for one in self.engine.records.snapshots(self.stack.id):
            try:
                await drop_saved(self.engine.clouds, one)
            except (ResourceError, Retry, LostAnswer) as problem:
                summary = f"snapshot {one.name or one.id} could not be removed"
                return Ending(End.FAILED, (Diagnostic(summary, detail=str(problem)),))
        return ending

    def _stack_now(self, status: Status, reason: str, **changes: Any) -> Stack:
        now = {"status": status, "reason": reason, "plan": "", "updated_at": self.engine.now()}
        return msgspec.structs.replace(self.stack, **{**now, **changes})

    async def _write(self, batch: Batch) -> None:
        """Commit, telling a change of the stack's own state as an event."""
        events = []
        if any(verb == "put_stack" for verb, _what in batch.writes):
            event = of_stack(self.stack, self.engine.now())
            batch.log(event)
            events.append(event)
        await self.engine.records.commit(batch)
        self.engine.tell(events)


_MOVES_ON = frozenset({Action.CREATE, Action.UPDATE, Action.ROLLBACK, Action.ADOPT, Action.RESTORE})


def _failed_before(plan: Plan, ending: Ending) -> bool:
    """Whether nothing has failed but what an earlier plan had begun."""
    begun = {step.address for step in plan.steps if step.deed is Deed.SETTLE}
    return bool(ending.failures) and all(one.address in begun for one in ending.failures)


def _leaves_nothing(plan: Plan, wanted: Desired, world: World) -> bool:
    """Whether a stack is gone once its plan is complete."""
    return plan.action is Action.DELETE and wanted.source is None and not len(world)


def _spent(engine: Engine, stack: Stack, world: World) -> list[Any]:
    """Unhealthy marks whose resource has been replaced since, or is gone."""
    found = []
    for one in engine.records.adjustments(stack.id):
        current = world.current(one.address)
        if one.property == UNHEALTHY and (current is None or current.id != one.base):
            found.append(one)
    return found
