"""Deciding what one definition needs, given what is recorded and observed of its address."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.planning import Planning
from setpoint.engine.planner.refusals import refuse
from setpoint.model.address import Address
from setpoint.model.change import Change, PropertyChange, compare
from setpoint.model.definition import Definition
from setpoint.model.expression import EvaluationError, evaluate
from setpoint.model.incarnation import Action, Incarnation, Phase, Status
from setpoint.model.kind import ResourceKind, is_composite, is_single
from setpoint.model.observation import Broken, Gone, Observation
from setpoint.model.plan import GONE, Cause
from setpoint.model.site import Site
from setpoint.model.value import Value, masked, unknowns

NEW = (Cause("new"),)


def wanted_of(planning: Planning, definition: Definition) -> dict[str, Value]:
    """The definition's properties as far as they are known, adjusted and checked; problems go to the findings.

    Of what was there before the stack nothing is wanted, so nothing can be missing.
    """
    if definition.external_id is not None:
        return {}
    try:
        found = planning.scope.properties(definition)
    except EvaluationError as problem:
        planning.findings.error(
            f"{definition.address}: {problem.why}",
            place=problem.place or definition.place,
            address=definition.address,
        )
        return {}
    return definition.kind.check(found, definition.place_of, planning.findings)


def decide(planning: Planning, address: Address) -> Decision:
    """Decide for one resource that is no composite. What it refers to must be decided already."""
    definition = planning.tree.definitions[address]
    kind = definition.kind
    assert is_single(kind), definition.type
    wanted = wanted_of(planning, definition)
    living, drops, why_new = _sort_out(planning, definition)
    best: Decision | None = None
    for one in living:
        option = _with(planning, definition, kind, wanted, one)
        if best is None or _prefer(option, best):
            best = option
    if best is None:
        best = Decision(
            definition, wanted=wanted, causes=why_new or NEW, worst=Change.REPLACE, sure=Change.REPLACE
        )
        best.waits_for = unknowns(wanted)
    best.drops = drops
    refuse(planning, best)
    return best


def _prefer(option: Decision, best: Decision) -> bool:
    """The least change wins; among equals the current one, then the newer one."""
    return _rank(option) <= _rank(best)


def _rank(one: Decision) -> tuple[int, int, bool]:
    assert one.kept is not None
    return one.worst.weight, one.sure.weight, one.kept.phase is not Phase.CURRENT


def _sort_out(
    planning: Planning, definition: Definition
) -> tuple[list[Incarnation], tuple[Incarnation, ...], tuple[Cause, ...]]:
    """Tell the incarnations worth keeping from those whose things do not exist; and why none of them may serve."""
    living: list[Incarnation] = []
    drops: list[Incarnation] = []
    causes: list[Cause] = []
    for one in planning.world.at(definition.address):
        observed = planning.situation.observed.get(one.id)
        if _is_lost(observed) or one.was_refused:
            drops.append(one)
            causes.append(
                GONE if _is_lost(observed) else Cause(f"its {one.action.lower()} failed: {one.reason}")
            )
        elif one.site.identity != planning.tree.site(definition.address).identity and not one.composite:
            causes.append(_moves(one.site, planning.tree.site(definition.address)))
        elif one.type != definition.kind.name:
            causes.append(Cause("type", "type", one.type, definition.kind.name, Change.REPLACE))
        elif problem := _problem(planning, one, observed):
            causes.append(Cause(problem, cost=Change.REPLACE))
        else:
            living.append(one)
    return living, tuple(drops), tuple(causes)


def _moves(old: Site, new: Site) -> Cause:
    """Nothing moves from one place to another: it is made there, and removed here."""
    return Cause("changed", "context", str(old) or None, str(new) or None, Change.REPLACE)


def _is_gone(planning: Planning, one: Incarnation) -> bool:
    return isinstance(planning.situation.observed.get(one.id), Gone)


def _is_lost(observed: Observation | None) -> bool:
    """Whether it is not there, and no update brings it back."""
    return isinstance(observed, Gone) and not observed.is_place_kept


def _problem(planning: Planning, one: Incarnation, observed: Observation | None) -> str:
    """Why an incarnation that exists must be replaced; empty when it need not."""
    mark = planning.marks.get(one.id)
    if mark is not None:
        return f"unhealthy: {mark.value}"
    if one.action is Action.DELETE:
        return "it is being deleted"
    if isinstance(observed, Broken):
        return observed.why
    if one.status is Status.FAILED and one.phase is Phase.HALF_MADE and not one.perhaps:
        return one.reason if one.action is Action.CHECK else f"its {one.action.lower()} failed: {one.reason}"
    if one.status is Status.FAILED and one.action is Action.CHECK and observed is None:
        return f"its check failed: {one.reason}"
    return ""


def _with(
    planning: Planning,
    definition: Definition,
    kind: ResourceKind,
    wanted: Mapping[str, Value],
    one: Incarnation,
) -> Decision:
    """What it would take to make ``one`` what is wanted."""
    if one.external:
        return Decision(definition, kept=one, wanted=wanted)
    changes = kind.how_to_change(planning.recorded(kind, one), wanted)
    certain = [each.cost for each in changes if each.certain]
    open_ = [each.cost for each in changes if not each.certain]
    if one.status is not Status.COMPLETE and one.action in (Action.UPDATE, Action.RESTORE):
        certain.append(Change.IN_PLACE)  # how much of it was done is not known: do it again
    if _is_gone(planning, one):
        certain.append(Change.IN_PLACE)
    if _is_to_be_renewed(planning, kind, one):
        certain.append(Change.REPLACE)
    if changes and not one.physical_id:
        certain.append(Change.REPLACE)  # perhaps made, as it is not wanted any more: found and deleted
    tie = planning.ties.get(one.id)
    if tie is not None:
        (certain if tie.certain else open_).append(tie.cost)
    sure = _heaviest(certain)
    possible = tuple(
        sorted({sure, *(cost for cost in open_ if cost.weight > sure.weight)}, key=lambda c: c.weight)
    )
    return Decision(
        definition,
        kept=one,
        sure=sure,
        worst=possible[-1],
        possible=possible,
        wanted=wanted,
        causes=(*_causes(planning, kind, one, changes), *(tie.causes if tie else ())),
        waits_for=tuple(
            dict.fromkeys(
                (*(ref for each in changes for ref in unknowns(each.new)), *(tie.waits_for if tie else ()))
            )
        ),
        changed=frozenset(each.name for each in changes) | (tie.changed if tie else frozenset()),
        settles=_is_under_way(one),
        takes_back=one.phase is Phase.RETIRING,
        records=_differs_on_paper(planning, definition, one),
    )


def _is_under_way(one: Incarnation) -> bool:
    """Whether an earlier plan's deed must come to rest first. An update that was not accepted is simply done again."""
    if one.action in (Action.UPDATE, Action.RESTORE) and not one.accepted_at:
        return False
    return one.phase is Phase.HALF_MADE or one.status is Status.IN_PROGRESS


def _is_to_be_renewed(planning: Planning, kind: ResourceKind, one: Incarnation) -> bool:
    """Whether it was made for another revision, and is of a type that each has its own of."""
    return kind.is_renewed and one.revision != planning.situation.revision


def _heaviest(costs: list[Change]) -> Change:
    return max(costs, key=lambda cost: cost.weight, default=Change.NONE)


def _causes(
    planning: Planning, kind: ResourceKind, one: Incarnation, changes: tuple[PropertyChange, ...]
) -> tuple[Cause, ...]:
    found = []
    if one.phase is Phase.RETIRING:
        found.append(Cause("taken back"))
    if _is_gone(planning, one):
        found.append(Cause(GONE.why, cost=Change.IN_PLACE))
    if _is_to_be_renewed(planning, kind, one):
        found.append(Cause("every update replaces it", cost=Change.REPLACE))
    if one.status is Status.FAILED and one.action is Action.UPDATE:
        found.append(Cause(f"its last update failed: {one.reason}"))
    drifted = planning.drifted(kind, one) if changes else {}
    for each in changes:
        is_drifted = each.name in drifted
        why = "drifted" if is_drifted else planning.why_changed(one.address, each.name, each.new)
        found.append(
            Cause(
                why,
                each.name,
                masked(each.old),
                masked(each.new),
                each.cost,
                _upstream(planning, each),
                each.certain,
            )
        )
    return tuple(found)


def _upstream(planning: Planning, change: PropertyChange) -> str:
    """The resource whose replacement makes a property change: the first that its unknown value waits for."""
    for reference in unknowns(change.new):
        address = Address(reference.partition(".")[0])
        decision = planning.decisions.get(address)
        if decision is not None and decision.kept is not None and decision.may_make_new:
            return address
    return ""


def _differs_on_paper(planning: Planning, definition: Definition, one: Incarnation) -> bool:
    """Whether something is to be written down that costs no call."""
    kind = definition.kind
    metadata = one.metadata
    try:
        from_template = _metadata(planning, definition)
    except EvaluationError:
        from_template = metadata
    if compare(metadata, from_template) is not True:
        return True
    return (
        one.deletion_policy is not definition.deletion_policy
        or (one.type, one.alias, one.description) != (kind.name, definition.alias, definition.description)
        or one.hooks != definition.hooks
        or one.status is Status.FAILED
        or _needs_differ(planning, definition, one)
    )


def _metadata(planning: Planning, definition: Definition) -> Value:
    return evaluate(definition.metadata, planning.scope)


def _needs_differ(planning: Planning, definition: Definition, one: Incarnation) -> bool:
    """Whether it will stand on other incarnations than it is recorded to: deletes are ordered by these."""
    needed = set()
    for address in planning.tree.dependencies(definition.address):
        decision = planning.decisions.get(address)
        if decision is None or decision.kept is None or decision.may_make_new:
            return True
        needed.add(decision.kept.id)
    return needed != set(one.needs)


def decide_composite(planning: Planning, address: Address, wanted: dict[str, Value]) -> Decision:
    """Decide for a composite, whose own change costs nothing: what its members need is decided for each of them."""
    definition = planning.tree.definitions[address]
    kind = definition.kind
    assert is_composite(kind), definition.type
    one = planning.world.current(address)
    if one is None or not one.composite or not kind.continues(one.type):
        return Decision(definition, wanted=wanted, causes=NEW, sure=Change.REPLACE, worst=Change.REPLACE)
    if one.was_never_complete:  # some of its members may be there
        return Decision(
            definition, kept=one, wanted=wanted, causes=NEW, sure=Change.REPLACE, worst=Change.REPLACE
        )
    causes = tuple(
        Cause(
            planning.why_changed(address, name, wanted.get(name)),
            name,
            masked(one.properties.get(name)),
            masked(wanted.get(name)),
            Change.IN_PLACE,
        )
        for name in sorted({*one.properties, *wanted})
        if compare(one.properties.get(name), wanted.get(name)) is not True
    )
    return Decision(
        definition,
        kept=one,
        wanted=wanted,
        causes=causes,
        records=bool(causes)
        or one.status is not Status.COMPLETE
        or _differs_on_paper(planning, definition, one),
    )
