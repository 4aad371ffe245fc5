"""What may not be done to a resource: what the environment forbids, and what would take another's thing."""

from __future__ import annotations

from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.planning import Planning
from setpoint.model.address import name_of
from setpoint.model.change import Change
from setpoint.model.expression import EvaluationError, evaluate
from setpoint.model.observation import Gone
from setpoint.model.value import reveal, unknowns


def refuse(planning: Planning, decision: Decision) -> None:
    """Tell ``planning`` where ``decision`` may not be carried out."""
    _refuse_the_restricted(planning, decision)
    _refuse_what_is_external(planning, decision)


def _refuse_the_restricted(planning: Planning, decision: Decision) -> None:
    """Refuse what the environment's ``restricted_actions`` forbid. Bringing back what is gone is none of it."""
    forbidden = decision.definition.restricted
    word, change = _restrictable(planning, decision) if forbidden else ("", Change.NONE)
    if word not in forbidden:
        return
    why = "; ".join(
        " ".join(filter(None, (one.why, one.property))) for one in decision.causes if one.cost is change
    )
    planning.findings.error(
        f"{word} is restricted for resource.",
        place=decision.definition.place,
        advice=f"{why}; leave {decision.definition.address} as it is, or remove its `restricted_actions: {word}`",
        address=decision.definition.address,
    )


def _restrictable(planning: Planning, decision: Decision) -> tuple[str, Change]:
    """Which of the actions that may be restricted comes about, with Heat's word for it."""
    one = decision.kept or planning.world.current(decision.definition.address)
    if one is None or one.was_never_complete or isinstance(planning.situation.observed.get(one.id), Gone):
        return "", Change.NONE
    if decision.may_make_new:
        return "replace", Change.REPLACE
    return ("update", Change.IN_PLACE) if decision.worst is Change.IN_PLACE else ("", Change.NONE)


def _refuse_what_is_external(planning: Planning, decision: Decision) -> None:
    """Refuse to let a resource stand for something else than it does by ``external_id``, as Heat does.

    What a stack made would be left behind, or what it did not make deleted.
    """
    definition, kept = decision.definition, decision.kept
    if kept is None or (definition.external_id is None and not kept.external):
        return
    try:
        wanted = reveal(evaluate(definition.external_id, planning.scope))
    except EvaluationError:
        return  # told when it is to be made
    if kept.external and (unknowns(wanted) or str(wanted) == kept.physical_id):
        return
    is_own = "which this stack has made" if not kept.external else "which was there before the stack"
    planning.findings.error(
        f"Update to property external_id of {name_of(definition.address)} ({kept.type}) is not supported",
        place=definition.place,
        detail=f"it stands for {kept.physical_id}, {is_own}",
        advice="remove the resource in one update (with `deletion_policy: Retain` its thing stays), add it in the next",
        address=definition.address,
    )
