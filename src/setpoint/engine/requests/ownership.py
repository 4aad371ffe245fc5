"""Who owns a thing: one resource of one stack of a project. What one stands for no other may be bound to, or adopt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from setpoint.engine.engine import Engine
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.incarnation import Incarnation
from setpoint.model.stack import Stack

Thing = tuple[tuple[str, str], str, str]
"""Site, type and physical id: what tells a thing from all others of one cloud."""


def owned_already(engine: Engine, stack: Stack, claimed: Iterable[Incarnation]) -> Iterator[Diagnostic]:
    """A problem for each of ``claimed``, which ``stack`` is to own, that stands for what another resource owns.

    Only things of the same cloud are compared. A resource that merely reads its thing (``external_id``) owns nothing.
    """
    owners = {_thing(one): (other, one) for other, one in _owners(engine, stack)}
    for one in claimed:
        if not _owns(one):
            continue
        other, owner = owners.setdefault(_thing(one), (stack, one))
        if (other.id, owner.address) != (stack.id, one.address):
            yield _taken(one, owner, other if other.id != stack.id else None)


def owned(engine: Engine, stack: Stack) -> frozenset[tuple[str, str]]:
    """Types and physical ids of what stacks on the same cloud as ``stack`` own there."""
    return frozenset((one.type, one.physical_id) for _, one in _owners(engine, stack))


def _owners(engine: Engine, stack: Stack) -> Iterator[tuple[Stack, Incarnation]]:
    for other in engine.records.stacks():
        if other.cloud == stack.cloud and (other.place == stack.place or not (other.place and stack.place)):
            for one in engine.records.incarnations(other.id):
                if _owns(one):
                    yield other, one


def _owns(one: Incarnation) -> bool:
    return bool(one.physical_id) and not (one.external or one.composite)


def _thing(one: Incarnation) -> Thing:
    return one.site.identity, one.type, one.physical_id


def _taken(one: Incarnation, owner: Incarnation, other: Stack | None) -> Diagnostic:
    whose = f"{owner.address} of stack {other.name}" if other else owner.address
    name = f"{other.name} " if other else ""
    return Diagnostic(
        f"{one.address} cannot stand for {one.physical_id}, for that is {whose}",
        detail=f"two owners would change and delete the same {one.type}",
        advice=f"let go of it first, with `setpoint resource forget {name}{owner.address}`"
        + (f" or `setpoint stack abandon {other.name}`" if other else "")
        + "; or only read it, with `external_id`",
        address=one.address,
    )
