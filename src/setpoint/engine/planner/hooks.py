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


def hooks_of_step(decision: Decision, deed: Deed) -> tuple[str, ...]:
    """The breakpoints at which a step stands. Letting go is the beginning of an update.

    An expansion only tells of them: its members are planned with their composite's.
    """
    definition = decision.definition
    if not definition.hooks:
        return ()
    if is_composite(definition.kind):
        names = _around(_action(decision)) if deed is Deed.EXPAND else []
    elif deed is Deed.LET_GO:
        names = ["pre-update"]
    elif deed is Deed.UPDATE and decision.release is not None:
        names = ["post-update"]
    elif deed in (Deed.CREATE, Deed.UPDATE):
        names = _around(deed)
    else:
        names = []
    return tuple(one for one in names if one in definition.hooks)


def _around(action: str) -> list[str]:
    return [f"pre-{action}", f"post-{action}"]


def _action(decision: Decision) -> str:
    return "create" if decision.kept is None else "update"


def hold_members(
    planning: Planning, draft: Draft, decision: Decision, first: StepId, needs: Sequence[StepId]
) -> None:
    """Let a composite's members, whose steps are all from ``first`` on, stand at its breakpoints."""
    inside = [step.id for step in draft.steps[first:]]
    if not (inside or _changes(planning, decision)):
        return
    pre, post = _around(_action(decision))
    if pre in decision.definition.hooks:
        decision.gate = _hold(draft, decision, pre)
        draft.wish(decision.gate, *needs)  # should a member let go at once, that comes first
        for step in inside:
            draft.need(step, decision.gate)
    if post in decision.definition.hooks:
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
