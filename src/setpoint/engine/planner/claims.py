"""Deciding what must be deleted first: whatever holds what a new resource claims, and what cannot let go of that."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.planning import Planning
from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.incarnation import Incarnation
from setpoint.model.kind import ResourceKind, is_composite, is_single
from setpoint.model.plan import Cause


def mark_delete_first(planning: Planning) -> None:
    """Fill in ``planning.first`` and the decisions that follow from it.

    An incarnation goes first when a new one claims what it holds (a unique name, a fixed port), under the same name or
    another; and when it stands on such a one and cannot drop the reference in place. Decisions are in dependency
    order, so that the second rule needs one pass.
    """
    claimed = _claimed(planning)
    if not claimed:
        return
    for one in _doomed(planning):
        kind = planning.situation.kinds(one.type)
        for claim in _held(kind, one) if kind is not None else ():
            claimant = claimed.get(claim)
            if claimant is not None:
                planning.first.add(one.id)
                if claimant.definition.address == one.address:
                    claimant.delete_first = True
                planning.waits_for_claim.append((claimant, one.id))
    if planning.first:
        _spread(planning)


def _held(kind: ResourceKind, one: Incarnation) -> frozenset[str]:
    """What an incarnation holds, or may: an update that failed may have got as far as that."""
    held = kind.claims(one.properties)
    return held | kind.claims(one.attempted) if one.attempted else held


def _claimed(planning: Planning) -> dict[str, Decision]:
    """What will be claimed anew, by whom."""
    found: dict[str, Decision] = {}
    for decision in planning.decisions.values():
        kind = decision.definition.kind
        if is_single(kind) and decision.worst is not Change.NONE:
            found.update(dict.fromkeys(kind.claims(decision.wanted), decision))
    return found


def _doomed(planning: Planning) -> Iterator[Incarnation]:
    """The incarnations that go, or may go."""
    for one in planning.world:
        decision = planning.decisions.get(one.address)
        stays = decision is not None and decision.kept is one and not decision.may_make_new
        if not stays and (decision is None or one not in decision.drops):
            yield one


def _spread(planning: Planning) -> None:
    for decision in planning.decisions.values():
        kept = decision.kept
        _spread_to_the_unkept(planning, decision)
        if kept is None:
            continue
        if is_composite(decision.definition.kind):
            if any(
                _goes_first(planning, member) for member in planning.tree.members(decision.definition.address)
            ):
                planning.first.add(kept.id)
        elif kept.id in planning.first:
            decision.delete_first = decision.may_make_new
        elif decision.may_make_new and not planning.first.isdisjoint(kept.needs):
            _must_let_go(planning, decision, kept)


def _spread_to_the_unkept(planning: Planning, decision: Decision) -> None:
    """What is broken, or left over, and stands on one that goes first, goes before that."""
    if not is_single(decision.definition.kind):
        return
    for one in planning.world.at(decision.definition.address):
        if one is decision.kept or one in decision.drops or planning.first.isdisjoint(one.needs):
            continue
        planning.first.add(one.id)
        if decision.kept is None:
            decision.delete_first = True


def _goes_first(planning: Planning, address: Address) -> bool:
    return planning.decisions[address].delete_first


def _must_let_go(planning: Planning, decision: Decision, kept: Incarnation) -> None:
    """It would be replaced after what it stands on; as that goes first, it is replaced for certain, and goes before."""
    held = next(planning.world[need].address for need in kept.needs if need in planning.first)
    decision.delete_first = True
    decision.sure = decision.worst = Change.REPLACE
    decision.possible = (Change.REPLACE,)
    decision.causes = (
        *decision.causes,
        Cause(f"must let go of {held} before that is deleted", cost=Change.REPLACE),
    )
    planning.first.add(kept.id)
