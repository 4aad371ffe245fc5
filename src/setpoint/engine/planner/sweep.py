"""Plans that do one thing to every living resource: check, suspend, resume, snapshot, restore, delete-free."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.engine.planner.lint import linted
from setpoint.engine.planner.planning import Situation
from setpoint.engine.world import World
from setpoint.model.incarnation import Action, Incarnation, IncarnationId, Phase, Status
from setpoint.model.plan import Cause, Deed, Plan, Step, StepId

BACKWARDS = frozenset({Deed.SUSPEND})
"""Deeds that go against the needs: what uses something sleeps before it."""

UNORDERED = frozenset({Deed.CHECK})
"""Deeds that change nothing, and so need no order."""


def plan_sweep(world: World, situation: Situation, action: Action, deed: Deed) -> Plan:
    """One ``deed`` for every current resource, in the order of their needs. Composites are told last, or first.

    A check tells also of those whose create has failed.
    """
    living = [one for one in world if _is_meant(one, deed)]
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
    return linted(plan)


def _is_meant(one: Incarnation, deed: Deed) -> bool:
    failed = deed is Deed.CHECK and one.phase is Phase.HALF_MADE and one.status is Status.FAILED
    return (one.phase is Phase.CURRENT or failed) and not one.external


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
