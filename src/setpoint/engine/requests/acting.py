"""Doing what was asked of a stack, to its end; and going on with what an earlier process has left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from setpoint.engine.attempt import WITHIN
from setpoint.engine.engine import Engine
from setpoint.engine.requests.carry_on import carry_on, wind_up
from setpoint.engine.requests.hearing import take_down_signals
from setpoint.engine.requests.removal import remove_nested
from setpoint.engine.requests.snapshots import find, restore, take
from setpoint.engine.requests.submitting import entrusted_by, next_act, settings_of
from setpoint.engine.requests.sweep import sweep
from setpoint.engine.requests.taking import taken
from setpoint.engine.requests.update import DEFAULTS, Options, update
from setpoint.engine.result import Result, Verdict
from setpoint.engine.saved import is_saving
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, InvalidInput
from setpoint.model.event import Event, of_resource, of_stack
from setpoint.model.incarnation import Action, Status
from setpoint.model.request import Request
from setpoint.model.stack import Stack, StackId
from setpoint.store.records import Batch, Lease


async def act(engine: Engine, stack: StackId, options: Options = DEFAULTS) -> Result | None:
    """Do the next thing that there is to do to a stack; None when there is nothing.

    That it cannot be done, for what was given is wrong or a cloud is not there, is its end: FAILED, with the reason.
    """
    request, numbers = next_act(engine.records.requests(stack))
    recorded = engine.records.stack(stack)
    if request is None or (recorded is not None and is_saving(recorded)):
        if recorded is None or not recorded.plan:
            await take_down_signals(engine, stack)
            return None
        if recorded.status is Status.FAILED:
            return await wind_up(engine, recorded)
        return await carry_on(engine, stack, options)
    try:
        settings = settings_of(request)
        return await _do(
            engine, request, msgspec.structs.replace(options, answers=numbers, settings=settings)
        )
    except Conflict:  # a revision was asked for at the moment when this was to become the same one
        if next_act(engine.records.requests(stack))[0] == request:
            raise
        return await act(engine, stack, options)
    except InvalidInput as refusal:
        why = "; ".join(str(one) for one in refusal.diagnostics)
        return await give_up(engine, request, numbers, why, refusal.diagnostics)


async def _do(engine: Engine, request: Request, options: Options) -> Result:
    stack = engine.stack(request.stack)
    action = Action(request.note["action"])
    if WITHIN in request.note:
        return await remove_nested(engine, stack, Address(request.note[WITHIN]), options)
    match action:
        case Action.CREATE | Action.UPDATE:
            number = request.note["revision"]
            revision = engine.records.revision(stack.id, number)
            assert revision is not None, f"revision {number} was recorded before it was asked for"
            options = msgspec.structs.replace(
                options,
                action=action,
                revision=number,
                looks=action is Action.UPDATE,
            )
            return await update(engine, stack, revision.source, options)
        case Action.DELETE:
            return await update(engine, stack, None, msgspec.structs.replace(options, action=action))
        case Action.SNAPSHOT:
            return (await take(engine, find(engine, stack, request.note["snapshot"]), options))[1]
        case Action.RESTORE:
            return await restore(engine, stack.id, request.note["snapshot"], options)
        case _:
            return await sweep(engine, stack.id, action, options)


async def give_up(
    engine: Engine,
    request: Request,
    numbers: tuple[int, ...],
    why: str,
    problems: Iterable[Diagnostic] = (),
) -> Result:
    """Record that what was asked for was not begun, and why; and of each resource that stood in the way, how."""
    action = Action(request.note["action"])
    async with taken(engine, request.stack) as lease:
        stack = msgspec.structs.replace(engine.stack(request.stack), action=action)
        told = _events(engine, stack, problems)
        return await _fail(engine, lease, entrusted_by(stack, request), why, numbers, told)


def _events(engine: Engine, stack: Stack, problems: Iterable[Diagnostic]) -> list[Event]:
    named = [one for one in problems if one.address]
    world = engine.world(stack) if named else World()
    found = ((one, world.current(Address(one.address))) for one in named)
    return [
        of_resource(
            stack.id, one, engine.now(), action=stack.action, status=Status.FAILED, reason=problem.summary
        )
        for problem, one in found
        if one is not None
    ]


async def break_off(engine: Engine, stack: StackId, why: str) -> None:
    """Record that a plan was not carried to its end, and why; what it has begun is left to the next one."""
    async with taken(engine, stack) as lease:
        recorded = engine.stack(stack)
        if recorded.status is Status.IN_PROGRESS or recorded.plan:
            await _fail(engine, lease, recorded, why, ())


async def _fail(
    engine: Engine,
    lease: Lease,
    stack: Stack,
    why: str,
    answers: tuple[int, ...],
    told: Sequence[Event] = (),
) -> Result:
    now = engine.now()
    stack = msgspec.structs.replace(stack, status=Status.FAILED, reason=why, plan="", updated_at=now)
    batch = Batch(stack.id, lease.epoch).put_stack(stack)
    events = [*told, of_stack(stack, now)]
    for event in events:
        batch.log(event)
    for number in answers:
        batch.answered(number)
    await engine.records.commit(batch)
    engine.tell(events)
    return Result(Verdict.FAILED, stack)
