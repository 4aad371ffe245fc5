"""Removing one nested stack by itself, as Heat's users may: the next update of the stack around it makes it again."""

from __future__ import annotations

import msgspec

from setpoint.engine.compose import compose, recorded_shapes
from setpoint.engine.engine import Engine
from setpoint.engine.planner import plan_removal
from setpoint.engine.requests.taking import taken_at_rest
from setpoint.engine.requests.update import DEFAULTS, Options, start_drive
from setpoint.engine.result import Result
from setpoint.model.address import Address
from setpoint.model.stack import Stack


async def remove_nested(
    engine: Engine, stack: Stack, container: Address, options: Options = DEFAULTS
) -> Result:
    """Delete all that is in the nested stack or group at ``container``, and that itself; the template still wants it.

    Raises InvalidInput while another plan is carried out.
    """
    async with taken_at_rest(engine, stack) as lease:
        recorded = msgspec.structs.replace(engine.stack(stack.id), **options.settings)
        drive = start_drive(engine, lease, recorded, options)
        world, wanted = engine.world(recorded), drive.wanted(recorded.revision)
        adjustments = engine.records.adjustments(stack.id)
        compose(wanted.tree, world, recorded_shapes(world), adjustments=adjustments)
        situation = await drive.situation(recorded.revision, world, looks=False)
        plan = plan_removal(wanted.tree, world, situation, container)
        return await drive.carry_out(plan, wanted, world)
