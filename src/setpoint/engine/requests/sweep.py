"""Doing one thing to every resource of a stack: check, suspend, resume; and going back to the last good revision."""

from __future__ import annotations

from setpoint.engine.compose import compose
from setpoint.engine.converge import Drive
from setpoint.engine.engine import Engine
from setpoint.engine.planner import plan_sweep, plan_towards
from setpoint.engine.requests.preview import Preview
from setpoint.engine.requests.taking import refuse_if_cut_off, taken, taken_at_rest
from setpoint.engine.requests.update import DEFAULTS, Options, ask_consent, start_drive
from setpoint.engine.result import Result
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action, Status
from setpoint.model.plan import Deed
from setpoint.model.stack import Stack
from setpoint.store.records import Snapshot

DEEDS = {
    Action.CHECK: Deed.CHECK,
    Action.SUSPEND: Deed.SUSPEND,
    Action.RESUME: Deed.RESUME,
    Action.SNAPSHOT: Deed.SNAPSHOT,
    Action.RESTORE: Deed.RESTORE,
}


async def sweep(engine: Engine, name: str, action: Action, options: Options = DEFAULTS) -> Result:
    """Check, suspend or resume every resource. Raises InvalidInput while another plan is carried out."""
    stack = engine.stack(name)
    async with taken_at_rest(engine, stack) as lease:
        drive = start_drive(engine, lease, engine.stack(stack.id), options)
        return await sweep_with(drive, action)


async def sweep_with(drive: Drive, action: Action) -> Result:
    """As :func:`sweep`, for a stack that is being driven already."""
    engine, stack = drive.engine, drive.stack
    refuse_if_cut_off(stack)
    world = engine.world(stack)
    situation = await drive.situation(stack.revision, world, looks=False)
    plan = plan_sweep(world, situation, action, DEEDS[action])
    wanted = drive.wanted(stack.revision)
    compose(wanted.tree, world, plan.shapes, adjustments=engine.records.adjustments(stack.id))
    return await drive.carry_out(plan, wanted, world)


async def bring_back(drive: Drive, saved: Snapshot) -> Result:
    """Bring each resource back to what was saved of it; the stack is at the snapshot's revision already."""
    drive.snapshot = saved
    return await sweep_with(drive, Action.RESTORE)


async def rollback(engine: Engine, name: str, options: Options = DEFAULTS) -> Result:
    """Go back to the last good revision; what is being carried out is superseded.

    From a good one, to the one that was good before it. Raises InvalidInput where there was none: going back is never
    another way to remove a stack that works.
    """
    stack = engine.stack(name)
    async with taken(engine, stack.id) as lease:
        drive = start_drive(engine, lease, engine.stack(stack.id), options)
        stack = await engine.reach(drive.stack)
        world = engine.world(stack)
        target = _last_good(engine, stack)
        situation = await drive.situation(target, world, looks=options.looks)
        wanted = drive.wanted(target)
        plan = plan_towards(wanted.tree, world, situation, Action.ROLLBACK)
        await ask_consent(Preview(plan, stack, wanted, world, is_new=False), options)
        return await drive.carry_out(plan, wanted, world)


def _last_good(engine: Engine, stack: Stack) -> int:
    if stack.good_revision != stack.revision or stack.status is not Status.COMPLETE:
        return stack.good_revision
    present = engine.records.revision(stack.id, stack.revision)
    if present is None or not present.parent:
        raise InvalidInput.because(
            f"stack {stack.name} has no good revision before this one ({stack.revision})",
            advice=f"`setpoint down {stack.name}` removes it",
        )
    return present.parent
