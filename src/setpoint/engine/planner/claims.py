"""Deciding what must be deleted first: whatever holds what a new resource claims, and what cannot let go of that."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.engine.planner.claimed import Claimed
from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.planning import Planning
from setpoint.model.address import container_of
from setpoint.model.change import Change
from setpoint.model.incarnation import Incarnation, IncarnationId
from setpoint.model.kind import is_single
from setpoint.model.plan import Cause


def mark_delete_first(planning: Planning) -> None:
    """Fill in ``planning.first`` and the decisions that follow from it.

    An incarnation goes first when a new one claims what it holds (a unique name, a fixed port), under the same name or
    another, and does not simply take that over; and when it stands on such a one and cannot drop the reference in
    place, or is not wanted any more.
    """
    claimed = Claimed(planning)
    if not claimed:
        return
    for one in doomed(planning):
        for claimant in claimed.by(one):
            if _takes_over(planning, claimant, one):
                continue
            planning.first.add(one.id)
            if claimant.definition.address == one.address:
                claimant.delete_first = True
            planning.waits_for_claim.append((claimant, one.id))
    if planning.first:
        _spread(planning)


def _takes_over(planning: Planning, claimant: Decision, one: Incarnation) -> bool:
    """Whether the claimant is the next life of ``one``, and of a type that takes over what that holds."""
    address, kind = claimant.definition.address, claimant.definition.kind
    is_next = address == one.address and one.site.identity == planning.tree.site(address).identity
    return is_next and kind.name == one.type and is_single(kind) and kind.takes_over


def doomed(planning: Planning) -> Iterator[Incarnation]:
    """The incarnations that go, or may go."""
    for one in planning.world:
        decision = planning.decisions.get(one.address)
        stays = decision is not None and decision.kept is one and not decision.may_make_new
        if not stays and (decision is None or one not in decision.drops):
            yield one


def _spread(planning: Planning) -> None:
    """Whoever stands on what goes first, and does not stay as it is or change in place, goes before it."""
    queue = [one.id for one in planning.world if one.id in planning.first]
    for first in queue:
        for one in _spread_to(planning, planning.world[first]):
            if one not in planning.first:
                planning.first.add(one)
                queue.append(one)


def _spread_to(planning: Planning, first: Incarnation) -> Iterator[IncarnationId]:
    decision = planning.decisions.get(first.address)
    if (
        decision is not None
        and is_single(decision.definition.kind)
        and (decision.kept is None or decision.kept is first)
    ):
        decision.delete_first = decision.may_make_new
    container = planning.decisions.get(container_of(first.address))
    if container is not None and container.kept is not None:
        yield container.kept.id  # who uses it may use what is in it
    for user in planning.dependents.get(first.id, ()):
        if _goes_before(planning, planning.world[user], first):
            yield user


def _goes_before(planning: Planning, user: Incarnation, first: Incarnation) -> bool:
    """Whether ``user``, which stands on ``first``, goes before that."""
    decision = planning.decisions.get(user.address)
    if decision is None:
        return planning.unexpanded(user.address) is None
    if user in decision.drops:
        return False
    if decision.kept is not user:
        return True
    if is_single(decision.definition.kind) and decision.may_make_new:
        _must_let_go(decision, first)
        return True
    return False


def _must_let_go(decision: Decision, first: Incarnation) -> None:
    """It would be replaced after what it stands on; as that goes first, it is replaced for certain, and goes before."""
    if decision.delete_first and not decision.is_guarded:
        return
    decision.delete_first = True
    decision.sure = decision.worst = Change.REPLACE
    decision.possible = (Change.REPLACE,)
    decision.causes = (
        *decision.causes,
        Cause(f"must let go of {first.address} before that is deleted", cost=Change.REPLACE),
    )
