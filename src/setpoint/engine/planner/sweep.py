"""Plans that do one thing to every living resource: check, suspend, resume, snapshot, restore, delete-free."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.engine.planner.lint import lint
from setpoint.engine.planner.planning import Situation
from setpoint.engine.world import World
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action, Incarnation, IncarnationId, Phase
from setpoint.model.plan import Cause, Deed, Plan, Step, StepId

BACKWARDS = frozenset({Deed.SUSPEND})
"""Deeds that go against the needs: what uses something sleeps before it."""

UNORDERED = frozenset({Deed.CHECK})
"""Deeds that change nothing, and so need no order."""


def plan_sweep(world: World, situation: Situation, action: Action, deed: Deed) -> Plan:
    """One ``deed`` for every current resource, in the order of their needs. Composites are told last, or first."""
    living = [one for one in world if one.phase is Phase.CURRENT and not one.external]
    numbers = {one.id: StepId(number) for number, one in enumerate(living)}
    needs = {} if deed in UNORDERED else _needs(living, numbers, backwards=deed in BACKWARDS)
    steps = tuple(
        Step(
            id=numbers[one.id],
            deed=deed,
            address=one.address,
            type=one.type,
            incarnation=one.id,
            needs=tuple(needs.get(one.id, ())),
            causes=(Cause("asked for"),),
            composite=one.composite,
        )
        for one in living
    )
    plan = Plan(
        id=situation.plan,
        stack=situation.stack,
        action=action,
        revision=situation.revision,
        parent_revision=situation.parent_revision,
        made_at=situation.sequence,
        steps=steps,
        shapes={one.address: one.shape for one in living if one.composite and one.shape is not None},
    )
    problems = lint(plan)
    if problems:
        raise InvalidInput(problems)
    return plan


def _needs(
    living: list[Incarnation], numbers: Mapping[IncarnationId, StepId], *, backwards: bool
) -> dict[IncarnationId, dict[StepId, None]]:
    found: dict[IncarnationId, dict[StepId, None]] = {}
    for one in living:
        for need in one.needs:
            if need not in numbers:
                continue
            user, used = (need, one.id) if backwards else (one.id, need)
            found.setdefault(user, {})[numbers[used]] = None
    return found
