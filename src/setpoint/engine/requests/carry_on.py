"""Carrying on: with a plan that was cut off, or else once more towards the revision that a stack is at.

One that was cancelled is only wound up.
"""

from __future__ import annotations

from setpoint.engine.converge import Drive
from setpoint.engine.engine import Engine
from setpoint.engine.requests.sweep import bring_back
from setpoint.engine.requests.taking import refuse_if_driven, taken_at_rest
from setpoint.engine.requests.update import DEFAULTS, Options, start_drive, update
from setpoint.engine.result import Result, Verdict
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action, Status
from setpoint.model.plan import Deed, PlanId
from setpoint.model.stack import Source, Stack


async def carry_on(engine: Engine, name: str, options: Options = DEFAULTS) -> Result:
    """Go on with what was cut off, from its journal; where nothing was, repair the stack to its own revision.

    What was cut off was approved already. Raises InvalidInput while somebody drives the stack, and for one that has
    nothing to go on to.
    """
    stack = engine.stack(name)
    refuse_if_driven(engine, stack)
    if stack.status is Status.IN_PROGRESS and stack.plan:
        async with taken_at_rest(engine, stack) as lease:
            drive = start_drive(engine, lease, await engine.reach(engine.stack(stack.id)), options)
            result = await drive.carry_on()
            if result.verdict is Verdict.COMPLETE and _is_at_the_revision_only(drive):
                assert drive.snapshot is not None
                return await bring_back(drive, drive.snapshot)
            return result
    return await update(engine, stack, own_source(engine, stack), options)


async def wind_up(engine: Engine, stack: Stack) -> Result:
    """See to it how what a cancelled plan had begun comes out, as long as nothing else is asked of the stack."""
    async with taken_at_rest(engine, stack) as lease:
        return await start_drive(
            engine, lease, await engine.reach(engine.stack(stack.id)), DEFAULTS
        ).wind_up()


def _is_at_the_revision_only(drive: Drive) -> bool:
    """Whether the plan that was carried on was the first half of going back to a snapshot."""
    if drive.snapshot is None or drive.stack.action is not Action.RESTORE:
        return False
    plan = drive.engine.records.plan(PlanId(drive.snapshot.plan))
    assert plan is not None, drive.snapshot.plan
    return not any(step.deed is Deed.RESTORE for step in plan.steps)


def own_source(engine: Engine, stack: Stack) -> Source:
    """What the stack's revision was made from. Raises InvalidInput where that is nothing."""
    revision = engine.records.revision(stack.id, stack.revision) if stack.revision else None
    if revision is None or revision.source is None:
        raise InvalidInput.because(
            f"stack {stack.name} ({stack.action}_{stack.status}) has no template of its own to go on with",
            advice=f"name a template, or remove it with `setpoint down {stack.name}`",
        )
    return revision.source
