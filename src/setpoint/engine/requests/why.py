"""Why: what a resource is for, what it stands on, what stands on it, what it waits for, and what would replace it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from setpoint.engine.compose import compose, recorded_shapes
from setpoint.engine.desired import desired
from setpoint.engine.engine import Engine
from setpoint.engine.requests.asking import resource
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.incarnation import Incarnation, IncarnationId, Status
from setpoint.model.journal import Entry, Mark
from setpoint.model.kind import ResourceKind, is_single
from setpoint.model.place import Place
from setpoint.model.plan import Plan, PlanId, Step, StepId
from setpoint.model.stack import Stack


class Waits(msgspec.Struct, frozen=True):
    """Something that a resource waits for, and since when (seconds since the epoch, 0 when it has not begun)."""

    what: str
    since: float = 0


class Explanation(msgspec.Struct, frozen=True):
    """All that can be said of why a resource is as it is."""

    one: Incarnation
    place: Place | None
    stands_on: tuple[Address, ...]
    used_by: tuple[Address, ...]
    waits: tuple[Waits, ...]
    replaced_by: tuple[str, ...]
    """The properties whose change would replace it."""
    changed_by: tuple[str, ...]
    """The properties that can be changed in place."""


def why(engine: Engine, name: str, address: Address) -> Explanation:
    """Explain the resource at ``address``. Raises InvalidInput when there is none."""
    stack = engine.stack(name)
    one = resource(engine, stack, address)
    world = engine.world(stack)
    revision = engine.records.revision(stack.id, stack.revision)
    wanted = desired(revision.source if revision else None, stack)
    compose(wanted.tree, world, recorded_shapes(world))
    definition = wanted.tree.definitions.get(address)
    by_cost = _by_cost(definition.kind) if definition and is_single(definition.kind) else {}
    return Explanation(
        one=one,
        place=definition.place if definition else None,
        stands_on=tuple(world[need].address for need in one.needs if need in world),
        used_by=_addresses(world, world.dependents().get(one.id, [])),
        waits=_waits(engine, stack, one),
        replaced_by=by_cost.get(Change.REPLACE, ()),
        changed_by=by_cost.get(Change.IN_PLACE, ()),
    )


def _addresses(world: World, ids: Sequence[IncarnationId]) -> tuple[Address, ...]:
    return tuple(dict.fromkeys(one.address for one in world if one.id in ids))


def _by_cost(kind: ResourceKind) -> dict[Change, tuple[str, ...]]:
    properties = getattr(kind, "properties", {})
    found: dict[Change, tuple[str, ...]] = {}
    for name, schema in properties.items():
        found[schema.cost] = (*found.get(schema.cost, ()), name)
    return found


def _waits(engine: Engine, stack: Stack, one: Incarnation) -> tuple[Waits, ...]:
    """While a plan is carried out: the steps before this resource's that have not landed, and its own wait."""
    if stack.status is not Status.IN_PROGRESS or not stack.plan:
        return ()
    plan = engine.records.plan(PlanId(stack.plan))
    if plan is None:
        return ()
    last = {entry.step: entry for entry in engine.records.entries(plan.id)}
    found: list[Waits] = []
    for step in plan.steps:
        if step.address == one.address:
            found += _step_waits(plan, step, last)
    return tuple(found)


def _step_waits(plan: Plan, step: Step, last: dict[StepId, Entry]) -> list[Waits]:
    own = last.get(step.id)
    if own is not None:
        is_open = own.mark in (Mark.STARTED, Mark.ACCEPTED)
        return [Waits(f"{step.deed} of {step.address} to be done", own.at)] if is_open else []
    landed = (Mark.FINISHED, Mark.SKIPPED)
    return [
        Waits(f"{plan.steps[need].deed} of {plan.steps[need].address}", last[need].at if need in last else 0)
        for need in step.needs
        if need not in last or last[need].mark not in landed
    ]
