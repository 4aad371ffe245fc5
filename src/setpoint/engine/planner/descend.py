"""Going through the desired tree from the top, each definition after what it depends on, composing as we go."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from setpoint.engine.planner.decide import decide, decide_composite, wanted_of
from setpoint.engine.planner.planning import Planning
from setpoint.model.address import Address, name_of
from setpoint.model.errors import InvalidInput
from setpoint.model.kind import is_composite, is_single
from setpoint.model.value import Plain, Value, unknowns


class RecordedPast(msgspec.Struct, frozen=True):
    """What a composite may know of its own past (:class:`setpoint.model.kind.Past`)."""

    members: Mapping[str, str]
    unhealthy: frozenset[str]
    shape: Plain


def descend(planning: Planning, container: Address) -> None:
    """Decide for every definition inside ``container``, and below."""
    for address in planning.tree.in_order(container):
        if is_single(planning.tree.definitions[address].kind):
            planning.decisions[address] = decide(planning, address)
        else:
            enter(planning, address)


def enter(planning: Planning, address: Address) -> None:
    """Decide for a composite: its shape, when that can be known, and then all its members."""
    definition = planning.tree.definitions[address]
    kind = definition.kind
    assert is_composite(kind), definition.type
    wanted = wanted_of(planning, definition)
    decision = decide_composite(planning, address, wanted)
    planning.decisions[address] = decision
    if planning.findings.has_errors:
        return
    seconds = kind.timeout(wanted)
    if seconds:
        planning.timeouts[address] = seconds
    past = _past(planning, address, decision.kept.shape if decision.kept else None)
    try:
        shape = kind.shape(wanted, past)
        if shape is None:
            decision.expands = True
            planning.tree.prune(address)
            decision.waits_for = unknowns(wanted)
            return
        planning.shapes[address] = shape
        decision.records = decision.records or (decision.kept is not None and decision.kept.shape != shape)
        planning.tree.graft(kind.compose(definition, wanted, shape))
    except InvalidInput as problem:
        planning.findings.add(problem.diagnostics)
        return
    descend(planning, address)
    planning.decisions[address] = planning.decisions.pop(
        address
    )  # after its members: what they need shows in it


def _past(planning: Planning, address: Address, shape: Plain) -> RecordedPast:
    members: dict[str, Value] = {
        name_of(one.address): one.physical_id for one in planning.members.get(address, ())
    }
    unhealthy = {
        name_of(one.address) for one in planning.members.get(address, ()) if one.id in planning.marks
    }
    return RecordedPast(members, frozenset(unhealthy), shape)
