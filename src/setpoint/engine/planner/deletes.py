"""Ordering what goes: an incarnation is deleted when nothing that lives, or is still to be deleted, stands on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.draft import Draft
from setpoint.engine.planner.drafting import Retirement
from setpoint.engine.planner.hooks import hold_after
from setpoint.engine.planner.planning import Planning
from setpoint.model.address import Address, container_of, is_within
from setpoint.model.definition import DeletionPolicy
from setpoint.model.incarnation import Incarnation, IncarnationId
from setpoint.model.plan import GONE, NEVER_MADE, Cause, Deed, StepId, When

_MAKING = frozenset({Deed.CREATE, Deed.ADOPT})

REMOVED = (Cause("removed from the template"),)


class Doomed(msgspec.Struct):
    """An incarnation that is to go, and the step that does it."""

    one: Incarnation
    retirement: Retirement | None = None
    step: StepId = StepId(-1)

    goes_first: bool = False
    """Whether it must be gone before what replaces it, or claims what it holds, is made."""


def draft_deletes(
    planning: Planning,
    draft: Draft,
    retirements: Iterable[Retirement],
    container: Address,
    *,
    with_itself: bool = False,
) -> None:
    """Write the steps for everything inside ``container`` that is recorded and not kept, after what stands on it.

    ``with_itself``: for what is recorded of the container, too.
    """
    _draft_drops(planning, draft, container)
    doomed = {one.one.id: one for one in _find_doomed(planning, retirements, container)}
    if with_itself:
        doomed.update({one.id: Doomed(one) for one in planning.world.at(container)})
    if not doomed:
        return
    for each in doomed.values():
        each.step = _draft_delete(draft, each)
    for each in doomed.values():
        for step, must in _before(planning, each, doomed):
            (draft.need if must else draft.wish)(each.step, step)
    _make_after(planning, draft, doomed)
    _let_go_from_outside(planning, draft, doomed)
    _hold_after_members(draft, doomed)


def _draft_drops(planning: Planning, draft: Draft, container: Address) -> None:
    """Forget incarnations that do not exist, where no create does that (another one of their address is kept)."""
    for address, decision in planning.decisions.items():
        if decision.makes_new or not is_within(address, container):
            continue
        for one in decision.drops:
            cause = GONE if one.physical_id else NEVER_MADE
            draft.add(
                (),
                deed=Deed.FORGET,
                address=address,
                type=one.type,
                incarnation=one.id,
                causes=(cause,),
                drops=(one.id,),
            )


def _make_after(planning: Planning, draft: Draft, doomed: dict[IncarnationId, Doomed]) -> None:
    """Let what takes the place of a doomed one, or claims what it holds, be made after it has gone."""
    for each in doomed.values():
        if each.goes_first and each.retirement is not None:
            _wait(draft, each.retirement.replaced_by, each, _MAKING)
    for claimant, holder in planning.waits_for_claim:
        if holder in doomed:
            _wait(draft, claimant, doomed[holder], _MAKING | {Deed.UPDATE})


def _wait(draft: Draft, decision: Decision, for_delete: Doomed, deeds: frozenset[Deed]) -> None:
    for landing in decision.landing:
        if draft.steps[landing].deed in deeds:
            draft.need(landing, for_delete.step)


def _find_doomed(
    planning: Planning, retirements: Iterable[Retirement], container: Address
) -> Iterator[Doomed]:
    retiring = {one.id: one for one in retirements}
    unexpanded = [address for address, one in planning.decisions.items() if one.expands]
    for one in planning.world:
        if not is_within(one.address, container) or any(is_within(one.address, each) for each in unexpanded):
            continue
        decision = planning.decisions.get(one.address)
        if one.id in retiring:
            yield Doomed(one, retiring[one.id], goes_first=one.id in planning.first)
        elif decision is None:
            yield Doomed(one, goes_first=one.id in planning.first)
        elif decision.kept is not one and one not in decision.drops:
            yield Doomed(one, Retirement(one.id, decision), goes_first=one.id in planning.first)


def _draft_delete(draft: Draft, each: Doomed) -> StepId:
    one = each.one
    keeps = one.external or one.deletion_policy is DeletionPolicy.RETAIN
    when: When | None = each.retirement.when if each.retirement else None
    causes = REMOVED if each.retirement is None else (Cause("replaced"),)
    names = ("pre-delete",) if one.composite else ("pre-delete", "post-delete")
    hooks = tuple(hook for hook in names if hook in one.hooks)
    return draft.add(
        [when.guard] if when else [],
        deed=Deed.FORGET if keeps else Deed.DELETE,
        address=one.address,
        type=one.type,
        incarnation=one.id,
        when=when,
        causes=causes,
        composite=one.composite,
        hooks=hooks,
    )


def _before(
    planning: Planning, each: Doomed, doomed: dict[IncarnationId, Doomed]
) -> Iterator[tuple[StepId, bool]]:
    """What should have happened before ``each`` is deleted, and whether it must.

    What stays should have moved on. But who uses what goes first may need its successor, and so wait for this very
    delete.
    """
    must = not each.goes_first
    yield from ((step, True) for step in _gates(planning, each.one.address))
    container = container_of(each.one.address)
    if each.retirement is not None and must:
        yield from ((step, True) for step in each.retirement.replaced_by.landing)
    for one in planning.world.at(container):
        if one.id in doomed:
            yield doomed[one.id].step, must
    yield from ((step, must) for step in _landing(planning, container))
    for user in _users(planning, each.one.id, doomed):
        if user.id in doomed:
            yield doomed[user.id].step, True
        else:
            yield from ((step, True) for step in _release(planning, user, each.one))
            yield from ((step, must) for step in _landing(planning, user.address))


def _gates(planning: Planning, address: Address) -> Iterator[StepId]:
    """The breakpoints at which all that is done to the members of the composites around ``address`` waits."""
    while address:
        address = container_of(address)
        decision = planning.decisions.get(address)
        if decision is not None and decision.gate is not None:
            yield decision.gate


def _hold_after_members(draft: Draft, doomed: dict[IncarnationId, Doomed]) -> None:
    """Let a removed composite stand at its last breakpoint, and what it stands on go after that."""
    for each in doomed.values():
        if each.one.composite and "post-delete" in each.one.hooks:
            inside = [
                other.step for other in doomed.values() if is_within(other.one.address, each.one.address)
            ]
            hold = hold_after(draft, each.one, [each.step, *inside])
            for need in each.one.needs:
                if need in doomed:
                    draft.wish(doomed[need].step, hold)


def _release(planning: Planning, user: Incarnation, one: Incarnation) -> tuple[StepId, ...]:
    """The step in which ``user`` lets go of ``one``, if it does."""
    decision, tie = planning.decisions.get(user.address), planning.ties.get(user.id)
    if decision is None or decision.release is None or tie is None or one.id not in tie.of:
        return ()
    return (decision.release,)


def _let_go_from_outside(planning: Planning, draft: Draft, doomed: dict[IncarnationId, Doomed]) -> None:
    """Who lets go does so after those who stand on it and let go, or go: they may keep it from that."""
    for decision in planning.decisions.values():
        if decision.release is None or decision.kept is None:
            continue
        for user in planning.dependents.get(decision.kept.id, ()):
            if user in doomed:
                draft.wish(decision.release, doomed[user].step)
                continue
            other = planning.decisions.get(planning.world[user].address)
            if other is not None and other.kept is planning.world[user] and other.release is not None:
                draft.wish(decision.release, other.release)


def _landing(planning: Planning, address: Address) -> tuple[StepId, ...]:
    decision = planning.decisions.get(address) or planning.unexpanded(address)
    return decision.landing if decision is not None else ()


def _users(
    planning: Planning, one: IncarnationId, doomed: dict[IncarnationId, Doomed]
) -> Iterator[Incarnation]:
    """Those recorded to stand on ``one``, and on the surviving composites that it is a member of."""
    seen: set[IncarnationId] = set()
    queue = [*planning.dependents.get(one, ())]
    if one in planning.world:
        queue += _users_of_containers(planning, planning.world[one].address, doomed)
    for user_id in queue:
        user = planning.world.get(user_id)
        if user is None or user_id in seen:
            continue
        seen.add(user_id)
        yield user


def _users_of_containers(
    planning: Planning, address: Address, doomed: dict[IncarnationId, Doomed]
) -> Iterator[IncarnationId]:
    """A doomed composite's own delete waits for its users; a surviving one's users must have moved on."""
    container = container_of(address)
    while container:
        for one in planning.world.at(container):
            if one.id not in doomed:
                yield from planning.dependents.get(one.id, ())
        container = container_of(container)
