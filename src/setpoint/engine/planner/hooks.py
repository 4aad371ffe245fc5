"""Breakpoints: where the steps of a resource stand still (HOT environments, ``hooks``).

One thing stands at them in its own step. A composite has no step before its members start: so it gets one at which all
of them wait, and another that waits for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.draft import Draft
from setpoint.engine.planner.planning import Planning
from setpoint.model.incarnation import Incarnation
from setpoint.model.kind import is_composite
from setpoint.model.plan import Deed, StepId

PRE_UPDATE = "pre-update"


def hooks_of_step(decision: Decision, deed: Deed) -> tuple[str, ...]:
    """The breakpoints at which a step stands.

    An update begins, and stands, before it is known what it comes to: letting go, a guard, nothing, a replacement. An
    expansion only tells of them: its members are planned with their composite's.
    """
    definition = decision.definition
    if not definition.hooks:
        return ()
    if is_composite(definition.kind):
        names = _around(_action(decision)) if deed is Deed.EXPAND else []
    elif deed is Deed.LET_GO:
        names = [PRE_UPDATE]
    elif deed is Deed.GUARD:
        names = [] if decision.release is not None else [PRE_UPDATE]
    elif deed in (Deed.CREATE, Deed.UPDATE, Deed.RECORD):
        begins = decision.kept is not None and decision.release is None and not decision.is_guarded
        around = [] if deed is Deed.RECORD else _around(deed)
        names = [*([PRE_UPDATE] if begins else []), *(one for one in around if one != PRE_UPDATE)]
    else:
        names = []
    return tuple(one for one in names if one in definition.hooks)


def stands_unchanged(planning: Planning, decision: Decision) -> bool:
    """Whether it stands before an update that will do nothing to it."""
    return planning.situation.stands_unchanged and PRE_UPDATE in decision.definition.hooks


def _around(action: str) -> list[str]:
    return [f"pre-{action}", f"post-{action}"]


def _action(decision: Decision) -> str:
    return "create" if decision.is_first else "update"


def hold_members(
    planning: Planning, draft: Draft, decision: Decision, first: StepId, needs: Sequence[StepId]
) -> None:
    """Let a composite's members, whose steps are all from ``first`` on, stand at its breakpoints."""
    inside = [step.id for step in draft.steps[first:]]
    changes = bool(inside) or _changes(planning, decision)
    if not changes and not stands_unchanged(planning, decision):
        return
    pre, post = _around(_action(decision))
    if pre in decision.definition.hooks:
        decision.gate = _hold(draft, decision, pre)
        draft.wish(decision.gate, *needs)  # should a member let go at once, that comes first
        for step in inside:
            draft.need(step, decision.gate)
    if changes and post in decision.definition.hooks:
        decision.exit = _hold(draft, decision, post)
        gate = [] if decision.gate is None else [decision.gate]
        draft.need(decision.exit, *inside, *gate)


def _changes(planning: Planning, decision: Decision) -> bool:
    """Whether a composite itself is made, or changed otherwise than by what its members need."""
    kept = decision.kept
    return (
        kept is None
        or bool(decision.causes)
        or planning.shapes.get(decision.definition.address) != kept.shape
    )


def _hold(draft: Draft, decision: Decision, hook: str) -> StepId:
    one = decision.kept.id if decision.kept else draft.new_incarnation()
    definition = decision.definition
    return draft.add(
        (),
        deed=Deed.HOLD,
        address=definition.address,
        type=definition.kind.name,
        incarnation=one,
        hooks=(hook,),
    )


def hold_after(draft: Draft, one: Incarnation, gone: Sequence[StepId]) -> StepId:
    """The step that stands at the last breakpoint of a removed composite, when it and its members are ``gone``."""
    return draft.add(
        gone,
        deed=Deed.HOLD,
        address=one.address,
        type=one.type,
        incarnation=one.id,
        hooks=("post-delete",),
    )
