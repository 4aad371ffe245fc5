"""What a recorded stack wants just now: its revision compiled, with the members that were decided on so far."""

from __future__ import annotations

from setpoint.engine.compose import compose, recorded_shapes
from setpoint.engine.desired import Desired, desired
from setpoint.engine.engine import Engine
from setpoint.engine.world import World
from setpoint.model.plan import Plan, PlanId
from setpoint.model.stack import Stack
from setpoint.store.records import Records


def wanted_now(engine: Engine, stack: Stack, world: World) -> Desired:
    """The stack's revision, composed as the plan under way decided, or else as recorded."""
    revision = engine.records.revision(stack.id, stack.revision)
    wanted = desired(revision.source if revision else None, stack)
    shapes = recorded_shapes(world)
    for plan in plans_under_way(engine.records, stack):
        shapes.update(plan.shapes)
    compose(wanted.tree, world, shapes, adjustments=engine.records.adjustments(stack.id))
    return wanted


def plans_under_way(records: Records, stack: Stack) -> list[Plan]:
    """The plan that is being carried out, or was cut off, with its child plans; none at rest."""
    plan = records.plan(PlanId(stack.plan)) if stack.plan else None
    return [plan, *records.children(plan.id)] if plan else []
