"""Ties: what stays, and would keep something from being deleted, lets go of it first, or is made anew after it.

A floating IP keeps the router interface through which it is reached, although it does not name it. Where the interface
is replaced, the floating IP stays: it is taken from its port before, and given back after. What a resource keeps, and
how it lets go, its type says (``letting_go``).
"""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.engine.planner.claims import doomed
from setpoint.engine.planner.planning import Planning, Tie
from setpoint.model.address import container_of
from setpoint.model.change import Change
from setpoint.model.incarnation import Incarnation, IncarnationId
from setpoint.model.kind import ResourceKind, is_single
from setpoint.model.plan import Cause
from setpoint.model.value import leaves


def find_ties(planning: Planning) -> dict[IncarnationId, Tie]:
    """All that ``planning`` knows of already, with those that what goes by its decisions brings to light."""
    found = dict(planning.ties)
    for one in doomed(planning):
        for user in _users(planning, one):
            tie = _tie(planning, user, one)
            if tie is not None:
                found[user.id] = _both(found[user.id], tie) if user.id in found else tie
    return found


def _users(planning: Planning, one: Incarnation) -> Iterator[Incarnation]:
    """Those recorded to stand on ``one``, or on a composite that stays and that it is within."""
    if planning.unexpanded(one.address) is not None:
        return  # what becomes of it is planned later
    yield from (planning.world[user] for user in planning.dependents.get(one.id, ()))
    container = container_of(one.address)
    while container:
        decision = planning.decisions.get(container)
        if decision is not None and decision.kept is not None:
            yield from (planning.world[user] for user in planning.dependents.get(decision.kept.id, ()))
        container = container_of(container)


def _tie(planning: Planning, user: Incarnation, one: Incarnation) -> Tie | None:
    """How ``user``, if it stays, lets go of ``one``; None where it need not."""
    decision = planning.decisions.get(user.address)
    if decision is None or decision.kept is not user or decision.may_make_new or user.external:
        return None
    kind = decision.definition.kind
    cost, changed = _cost(planning, kind, user, one) if is_single(kind) else (Change.NONE, _NOTHING)
    if cost is Change.NONE:
        return None
    why = f"must let go of {one.address} before that is deleted"
    going = planning.decisions.get(one.address)
    if cost is Change.IN_PLACE and going is not None and going.kept is one and going.is_guarded:
        cause = Cause(why, cost=cost, upstream=one.address, certain=False)
        return Tie((one.id,), cost, changed, (cause,), certain=False, waits_for=going.waits_for)
    return Tie((one.id,), cost, changed, (Cause(why, cost=cost),))


_NOTHING: frozenset[str] = frozenset()


def _cost(
    planning: Planning, kind: ResourceKind, user: Incarnation, one: Incarnation
) -> tuple[Change, frozenset[str]]:
    """What it costs ``user`` to let go of ``one``, and which properties change by that."""
    changed: set[str] = set()
    for had in filter(None, (planning.recorded(kind, user), user.attempted)):
        left = kind.letting_go(had, one.type, one.physical_id)
        if left is had:
            continue
        if one.id not in planning.first and one.physical_id in leaves(had):
            continue  # its own change, to what takes the place of ``one``, comes before that goes
        if left is None:
            return Change.REPLACE, _NOTHING
        changed.update(name for name in {**had, **left} if had.get(name) != left.get(name))
    return (Change.IN_PLACE if changed else Change.NONE), frozenset(changed)


def _both(first: Tie, second: Tie) -> Tie:
    """Several that one must let go of: it does so for certain, whatever guards decide about each."""
    return Tie(
        tuple(dict.fromkeys((*first.of, *second.of))),
        max(first.cost, second.cost, key=lambda cost: cost.weight),
        first.changed | second.changed,
        tuple(dict.fromkeys((*first.causes, *second.causes))),
        certain=first.certain or second.certain or first.of != second.of,
        waits_for=tuple(dict.fromkeys((*first.waits_for, *second.waits_for))),
    )
