"""Update: bring a stack to a new revision, making it first where there is none; also towards nothing (delete)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

import msgspec

from setpoint.engine.attempt import Approve
from setpoint.engine.converge import Drive
from setpoint.engine.desired import desired
from setpoint.engine.engine import Engine
from setpoint.engine.requests.foresight import refuse_what_would_fail
from setpoint.engine.requests.preview import Preview, action_towards, preview
from setpoint.engine.requests.software.bringing import bring
from setpoint.engine.requests.taking import taken
from setpoint.engine.result import Result, Verdict
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput, NotApproved, StalePlan
from setpoint.model.incarnation import Action, Status
from setpoint.model.plan import Plan
from setpoint.model.stack import Revision, Source, Stack
from setpoint.store.records import Batch, Lease, Snapshot

Consent = Callable[[Preview], Awaitable[bool]]
"""Shows a plan and asks whether it may be carried out."""

Watch = Callable[[Drive], None]
"""Is given the drive before it starts, to show its progress and to interrupt it."""


class Options(msgspec.Struct, frozen=True):
    """How a plan is carried out. ``step_timeout`` is in seconds, 0 for none."""

    consent: Consent | None = None
    """None: whatever the plan says is approved."""
    approve: Approve | None = None
    """For the deletes of a subtree that expands; None: approved."""
    watch: Watch = lambda _drive: None
    looks: bool = True
    checks: bool = True
    """Whether the clouds are asked beforehand if the plan would go through; one that would not is refused."""
    step_timeout: float = 0
    expected: Plan | None = None
    """A saved plan: only exactly this may be carried out."""
    action: Action | None = None
    """What it is called; None: CREATE until the stack has been good once, then UPDATE."""
    revision: int = 0
    """Number of a recorded revision that this goes towards; 0: a new one is recorded together with the plan."""
    answers: Sequence[int] = ()
    """Numbers of the requests that this carries out: they are answered as soon as its plan is durable."""
    snapshot: Snapshot | None = None
    """One whose revision this brings back, before its resources are brought back."""
    settings: Mapping[str, object] = {}
    """Changes of a recorded stack itself (``rollback``, ``timeout``, ``tags``); a new one comes with its own."""


DEFAULTS = Options()
"""Approved, looking first, no timeout."""


async def yes(_plan: Plan) -> bool:
    """Approve."""
    return True


async def update(engine: Engine, stack: Stack, source: Source | None, options: Options = DEFAULTS) -> Result:
    """Bring ``stack`` (recorded or new) to ``source``. Raises InvalidInput before anything is changed.

    A plan that another process carries out for the stack is superseded. The same source as that of a plan that was
    cut off carries that plan on.
    """
    recorded = engine.records.stack(stack.id) or engine.records.stack(stack.name)
    if recorded is None:
        return await _first(engine, stack, source, options)
    async with taken(engine, recorded.id) as lease:
        recorded = await engine.reach(engine.stack(recorded.id))
        recorded = msgspec.structs.replace(recorded, **options.settings)
        drive = start_drive(engine, lease, recorded, options)
        if options.expected is None and not options.answers and _was_cut_off(drive, source):
            return await drive.carry_on()
        action = options.action or action_towards(recorded, source)
        wanted = await preview(
            engine,
            recorded,
            source,
            action,
            looks=options.looks,
            checks=options.checks,
            revision=options.revision,
        )
        refuse_what_would_fail(wanted.plan)
        return await _go(drive, wanted, options)


async def _first(engine: Engine, stack: Stack, source: Source | None, options: Options) -> Result:
    stack = await engine.reach(stack)
    wanted = await preview(engine, stack, source, Action.CREATE, looks=False, checks=options.checks)
    refuse_what_would_fail(wanted.plan)
    await ask_consent(wanted, options)
    await engine.records.commit(Batch(stack.id).put_stack(stack))
    async with taken(engine, stack.id) as lease:
        return await _go(start_drive(engine, lease, stack, options), wanted, options, asked=True)


def start_drive(engine: Engine, lease: Lease, stack: Stack, options: Options) -> Drive:
    """A drive of ``stack``, shown to whoever watches."""
    drive = Drive(
        engine,
        lease,
        stack,
        approve=options.approve or yes,
        bring=partial(bring, engine),
        step_timeout=options.step_timeout,
    )
    drive.answers, drive.snapshot = options.answers, options.snapshot
    options.watch(drive)
    return drive


def _was_cut_off(drive: Drive, source: Source | None) -> bool:
    """Whether the stack's plan was left unfinished, and was for this very source."""
    stack = drive.stack
    if stack.status is not Status.IN_PROGRESS or not stack.plan:
        return False
    if source is None or stack.action is Action.DELETE:
        return source is None and stack.action is Action.DELETE
    marked = desired(source, stack).source  # with its hidden values marked, as the recorded one
    return stack.action in (Action.CREATE, Action.UPDATE) and marked == drive.source(stack.revision)


async def ask_consent(wanted: Preview, options: Options) -> None:
    """Ask whether a plan may be carried out. Raises InvalidInput when not."""
    if options.expected is not None:
        _refuse_other(wanted.plan, options.expected)
    elif options.consent is not None and not await options.consent(wanted):
        raise NotApproved([Diagnostic("nothing was changed: the plan was not approved")])


def _refuse_other(plan: Plan, expected: Plan) -> None:
    """A saved plan is carried out exactly, or not at all."""
    if plan.made_at != expected.made_at or plan.parent_revision != expected.parent_revision:
        raise _stale("the stack has changed since it was made")
    if _essence(plan) != _essence(expected):
        raise _stale("what would be done now is not what it says")


def _stale(detail: str) -> InvalidInput:
    return StalePlan([Diagnostic("the saved plan is stale", detail=detail, advice="make a new plan")])


def _essence(plan: Plan) -> list[tuple[object, ...]]:
    """What a plan does, apart from the ids that are new in every plan."""
    return [
        (one.deed, one.address, one.type, one.needs, one.when, one.causes, one.delete_first)
        for one in plan.steps
    ]


async def _go(drive: Drive, wanted: Preview, options: Options, *, asked: bool = False) -> Result:
    if not asked:
        await ask_consent(wanted, options)
    stack, plan = drive.stack, wanted.plan
    is_at_rest = plan.is_empty and stack.status is Status.COMPLETE and plan.action is Action.UPDATE
    is_at_rest = is_at_rest and not options.answers and stack == drive.engine.stack(stack.id)
    if is_at_rest and drive.source(stack.revision) == wanted.wanted.source:
        return Result(Verdict.COMPLETE, stack)
    batch = Batch(stack.id, drive.lease.epoch)
    if not options.revision:
        revision = Revision(
            number=plan.revision,
            parent=stack.good_revision,
            source=wanted.wanted.source,
            created_at=drive.engine.now(),
        )
        batch.put_revision(revision)
    return await drive.carry_out(plan, wanted.wanted, wanted.world, batch=batch)
