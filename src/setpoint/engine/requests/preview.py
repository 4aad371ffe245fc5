"""Preview: the plan of an update, or of a new stack, without doing anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from setpoint.engine.desired import Desired, desired, refuse_immutable_changes
from setpoint.engine.engine import Engine
from setpoint.engine.observe import Seen, refresh
from setpoint.engine.planner import Situation, plan_with_values
from setpoint.engine.requests.foresight import foresee
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.model.errors import InvalidInput, ResourceError
from setpoint.model.incarnation import Action
from setpoint.model.kind import is_composite
from setpoint.model.plan import Deed, Plan
from setpoint.model.stack import Source, Stack, StackId
from setpoint.model.value import Value
from setpoint.types.catalogue import find


class Preview(msgspec.Struct, frozen=True):
    """A plan, with what it was made of. ``stack`` is new (not recorded) where there was none."""

    plan: Plan
    stack: Stack
    wanted: Desired
    world: World
    is_new: bool
    values: Mapping[Address, Mapping[str, Value]] = {}
    """The properties that each resource is to have, as far as they are known."""


def new_stack(engine: Engine, name: str, cloud: str, **fields: object) -> Stack:
    """A stack that nobody has recorded yet."""
    now = engine.now()
    return msgspec.structs.replace(
        Stack(
            id=StackId(engine.new_id()),
            name=name,
            project=engine.project,
            cloud=cloud,
            created_at=now,
            updated_at=now,
        ),
        **fields,
    )


def action_towards(stack: Stack, source: Source | None) -> Action:
    """Heat's word for bringing ``stack`` to ``source``: it is made until it has been good once."""
    if source is None:
        return Action.DELETE
    return Action.UPDATE if stack.good_revision else Action.CREATE


async def preview(
    engine: Engine,
    stack: Stack,
    source: Source | None,
    action: Action,
    *,
    looks: bool = True,
    checks: bool = True,
    revision: int = 0,
) -> Preview:
    """Plan ``stack`` towards ``source`` (None: towards nothing). ``looks`` asks the clouds how things are first.

    ``checks`` asks them whether the plan would go through; what would not is among the plan's diagnostics. ``revision``
    is the number that ``source`` is recorded under, if it is already: as a rule, it was asked for at Heat's API, whose
    users expect to be asked before an update also where it turns out to change nothing. Raises InvalidInput with every
    problem of what was given.
    """
    recorded = engine.records.stack(stack.id)
    stack = recorded or stack
    wanted = desired(source, stack)
    refuse_changes_of_the_immutable(engine, stack, wanted)
    world = engine.world(stack) if recorded else World()
    if looks or checks:
        stack = await engine.reach(stack)
    seen = await refresh(world, world, engine.clouds, engine.now) if looks and len(world) else Seen()
    situation = Situation(
        plan=engine.new_plan_id(),
        stack=stack.id,
        sequence=stack.sequence,
        revision=revision or next_revision(engine, stack),
        parent_revision=stack.revision,
        kinds=find,
        adjustments=engine.records.adjustments(stack.id) if recorded else (),
        observed=seen.observed,
        unseen=seen.unseen,
        stands_unchanged=bool(revision),
    )
    plan, values = plan_with_values(wanted.tree, world, situation, action)
    refuse_undriven(engine, plan, wanted)
    if checks:
        troubles = await foresee(engine.clouds, plan, wanted.tree, world, values)
        plan = msgspec.structs.replace(plan, diagnostics=(*plan.diagnostics, *troubles))
    return Preview(plan, stack, wanted, world, recorded is None, values)


def next_revision(engine: Engine, stack: Stack) -> int:
    """The number of a revision that nobody has recorded yet."""
    return 1 + max((one.number for one in engine.records.revisions(stack.id)), default=0)


def refuse_changes_of_the_immutable(engine: Engine, stack: Stack, wanted: Desired) -> None:
    """Raises InvalidInput where parameters that may not change are not as in the last good revision."""
    if wanted.has_immutable_parameters and stack.good_revision:
        before = engine.records.revision(stack.id, stack.good_revision)
        refuse_immutable_changes(desired(before.source if before else None, stack), wanted)


def refuse_undriven(engine: Engine, plan: Plan, wanted: Desired) -> None:
    """Tell of types that no cloud here drives before anything is made. Raises InvalidInput, one problem a type."""
    made = (one for one in plan.steps if one.deed in (Deed.CREATE, Deed.ADOPT) and not one.composite)
    _refuse_undriven(engine, ((one.type, one.address) for one in made), wanted)


def refuse_untyped(engine: Engine, wanted: Desired) -> None:
    """As :func:`refuse_undriven`, before there is a plan: of what stands in the stack as far as it is known."""
    there = (one for one in wanted.tree.definitions.values() if not is_composite(one.kind))
    _refuse_undriven(engine, ((one.kind.name, one.address) for one in there), wanted)


def _refuse_undriven(engine: Engine, types: Iterable[tuple[str, Address]], wanted: Desired) -> None:
    findings = Findings()
    for type_name, first in dict(reversed(list(types))).items():
        try:
            engine.clouds.find(type_name)
        except ResourceError as refusal:
            place = wanted.tree.definitions[first].place
            known = refusal.diagnostic
            findings.error(
                known.summary,
                place=place,
                detail=known.detail,
                advice=known.advice,
                address=first,
                about=About(Problem.UNDRIVEN, (type_name,)),
            )
    if findings.has_errors:
        raise InvalidInput(findings.in_order())
