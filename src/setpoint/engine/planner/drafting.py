"""Turning decisions into steps with needs."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from setpoint.engine.planner.batches import Batches
from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.draft import Draft
from setpoint.engine.planner.hooks import hold_members, hooks_of_step, stands_unchanged
from setpoint.engine.planner.planning import Planning, Tie
from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.incarnation import IncarnationId
from setpoint.model.kind import is_composite, is_single
from setpoint.model.plan import Cause, Deed, StepId, When


class Retirement(msgspec.Struct, frozen=True):
    """An incarnation that is to go because ``replaced_by`` takes its place; ``when`` its guard says so."""

    id: IncarnationId
    replaced_by: Decision
    when: When | None = None


def draft_container(
    planning: Planning, draft: Draft, container: Address, extra: Sequence[StepId] = ()
) -> list[Retirement]:
    """Write the steps of all members of ``container``; none starts before ``extra`` has landed."""
    retirements: list[Retirement] = []
    start = StepId(len(draft.steps))
    batches = Batches(planning, draft, container)
    for address in planning.tree.in_order(container):
        decision = planning.decisions[address]
        before = (*extra, *batches.before(decision))
        needs = [*before, *landings(planning, address)]
        first = len(draft.steps)
        if is_single(decision.definition.kind):
            retirements += _draft_resource(planning, draft, decision, needs)
        elif decision.expands:
            decision.landing = (
                _step(planning, draft, decision, Deed.EXPAND, needs, _composite_id(draft, decision)),
            )
        else:
            retirements += draft_container(planning, draft, address, before)
            _draft_composite(planning, draft, decision, needs)
        batches.after(decision, changed=len(draft.steps) > first)
    owner = planning.decisions.get(container)
    if owner is not None and owner.definition.hooks:
        hold_members(planning, draft, owner, start, [*extra, *landings(planning, container)])
    return retirements


def landings(planning: Planning, address: Address) -> list[StepId]:
    """The steps that must have landed before ``address`` may use what it depends on."""
    found: list[StepId] = []
    for one in planning.tree.dependencies(address):
        decision = planning.decisions.get(one)
        if decision is not None:
            found.extend(decision.landing)
    return found


def _composite_id(draft: Draft, decision: Decision) -> IncarnationId:
    return decision.kept.id if decision.kept else draft.new_incarnation()


def _step(
    planning: Planning,
    draft: Draft,
    decision: Decision,
    deed: Deed,
    needs: Sequence[StepId],
    incarnation: IncarnationId,
    **more: object,
) -> StepId:
    definition = decision.definition
    fields = {
        "deed": deed,
        "address": definition.address,
        "type": definition.kind.name,
        "alias": definition.alias,
        "incarnation": incarnation,
        "causes": decision.causes,
        "waits_for": decision.waits_for,
        "composite": is_composite(definition.kind),
        "depends": planning.tree.dependencies(definition.address),
        "hooks": hooks_of_step(decision, deed),
    }
    return draft.add(needs, **(fields | more))


def _draft_resource(
    planning: Planning, draft: Draft, decision: Decision, needs: list[StepId]
) -> list[Retirement]:
    if decision.kept is None:
        _draft_create(planning, draft, decision, needs)
        return []
    kept = decision.kept.id
    landing: list[StepId] = []
    if decision.settles and decision.sure is not Change.REPLACE:
        settled = _step(planning, draft, decision, Deed.SETTLE, (), kept, causes=(Cause("still under way"),))
        landing.append(settled)
        needs = [*needs, settled]
    if decision.sure is Change.REPLACE:
        _draft_create(planning, draft, decision, needs)
        return [Retirement(kept, decision)]
    if kept in planning.ties:
        needs = [*needs, _draft_release(planning, draft, decision, planning.ties[kept], landing, needs)]
    if decision.is_guarded:
        return _draft_guarded(planning, draft, decision, needs, landing)
    if decision.sure is Change.IN_PLACE:
        landing.append(_step(planning, draft, decision, Deed.UPDATE, needs, kept))
    elif decision.records or decision.takes_back or stands_unchanged(planning, decision):
        causes = () if not decision.takes_back else decision.causes
        landing.append(_step(planning, draft, decision, Deed.RECORD, needs, kept, causes=causes))
    decision.landing = tuple(landing)
    return []


def _draft_guarded(
    planning: Planning, draft: Draft, decision: Decision, needs: Sequence[StepId], landing: list[StepId]
) -> list[Retirement]:
    """Every branch, and before them the guard that chooses among them."""
    assert decision.kept is not None
    kept = decision.kept.id
    retirements = []
    guard = _step(planning, draft, decision, Deed.GUARD, needs, kept, least=decision.sure)
    landing.append(guard)
    if Change.IN_PLACE in decision.possible:
        when = When(guard, (Change.IN_PLACE,))
        landing.append(_step(planning, draft, decision, Deed.UPDATE, [guard], kept, when=when))
    if Change.REPLACE in decision.possible:
        when = When(guard, (Change.REPLACE,))
        _draft_create(planning, draft, decision, [guard], when=when)
        landing += decision.landing
        retirements.append(Retirement(kept, decision, when))
        decision.retires = when
    if decision.records:
        when = When(guard, (Change.NONE,))
        landing.append(_step(planning, draft, decision, Deed.RECORD, [guard], kept, when=when, causes=()))
    decision.landing = tuple(landing)
    return retirements


def _draft_release(
    planning: Planning, draft: Draft, decision: Decision, tie: Tie, settled: list[StepId], needs: list[StepId]
) -> StepId:
    """Let go: at once of what goes first, else when all that it will need is there, for it is without meanwhile.

    But what it stands on, and lets go of something as well, may wait for it to do so (``_let_go_from_outside``).
    """
    assert decision.kept is not None
    they_let_go = _landings_of_those_who_let_go(planning, decision)
    needs = [step for step in needs if step not in they_let_go]
    goes_first = not planning.first.isdisjoint(tie.of)
    holder = planning.decisions.get(planning.world[tie.of[0]].address)
    when = holder.retires if holder is not None and not tie.certain else None
    decision.release = _step(
        planning,
        draft,
        decision,
        Deed.LET_GO,
        [*(settled if goes_first else needs), *([when.guard] if when else ())],
        decision.kept.id,
        when=when,
        lets_go=tie.of,
        waits_for=(),
        depends=(),
    )
    return decision.release


def _landings_of_those_who_let_go(planning: Planning, decision: Decision) -> set[StepId]:
    on = (planning.decisions.get(one) for one in planning.tree.dependencies(decision.definition.address))
    return {step for one in on if one is not None and one.release is not None for step in one.landing}


def _draft_create(
    planning: Planning, draft: Draft, decision: Decision, needs: Sequence[StepId], when: When | None = None
) -> None:
    external = decision.definition.external_id is not None
    step = _step(
        planning,
        draft,
        decision,
        Deed.ADOPT if external else Deed.CREATE,
        needs,
        draft.new_incarnation(),
        when=when,
        replaces=decision.kept.id if decision.kept else None,
        drops=tuple(one.id for one in decision.drops) if decision.makes_new else (),
        delete_first=decision.delete_first,
    )
    decision.landing = (step,)


def _draft_composite(planning: Planning, draft: Draft, decision: Decision, needs: list[StepId]) -> None:
    """A composite lands when all its members have; that costs no call."""
    address = decision.definition.address
    inside = [
        step for member in planning.tree.members(address) for step in planning.decisions[member].landing
    ]
    inside += [step for step in (decision.gate, decision.exit) if step is not None]
    if decision.kept is None or decision.is_first:
        one = _composite_id(draft, decision)
        decision.landing = (_step(planning, draft, decision, Deed.CREATE, [*needs, *inside], one),)
    elif inside or decision.records:
        deed = Deed.UPDATE if decision.causes else Deed.RECORD
        decision.landing = (_step(planning, draft, decision, deed, [*needs, *inside], decision.kept.id),)
