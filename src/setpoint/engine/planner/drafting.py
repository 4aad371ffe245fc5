"""Turning decisions into steps with needs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

import msgspec

from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.order import Wish, possible
from setpoint.engine.planner.planning import Planning
from setpoint.model.address import ROOT, Address
from setpoint.model.change import Change
from setpoint.model.definition import Pace
from setpoint.model.incarnation import IncarnationId
from setpoint.model.kind import is_composite, is_single
from setpoint.model.plan import Cause, Deed, PlanId, Step, StepId, When


class Draft:
    """Steps being written. Needs may be added until :meth:`finished`."""

    def __init__(self, plan: PlanId) -> None:
        """Start with no steps."""
        self._namespace = uuid.UUID(plan)
        self.steps: list[Step] = []
        self._needs: list[dict[StepId, None]] = []
        self._wishes: list[Wish] = []

    def new_incarnation(self) -> IncarnationId:
        """The id, and intent token, for the incarnation that the next step makes: the same for the same plan."""
        return IncarnationId(str(uuid.uuid5(self._namespace, str(len(self.steps)))))

    def add(self, needs: Iterable[StepId], **fields: object) -> StepId:
        """Write one step."""
        number = StepId(len(self.steps))
        self.steps.append(Step(id=number, **fields))  # type: ignore[arg-type]
        self._needs.append(dict.fromkeys(needs))
        return number

    def need(self, step: StepId, *others: StepId) -> None:
        """Let ``step`` also wait for ``others`` (never for itself)."""
        self._needs[step].update(dict.fromkeys(other for other in others if other != step))

    def wish(self, step: StepId, *others: StepId) -> None:
        """As :meth:`need`, if the steps can still be ordered then."""
        self._wishes += [(step, other) for other in others if other != step]

    def finished(self) -> tuple[Step, ...]:
        """All steps, with their needs and with those wishes that can be kept."""
        if self._wishes:
            for step, other in possible(self._wishes, self._needs):
                self._needs[step][other] = None
        return tuple(
            msgspec.structs.replace(step, needs=tuple(needs)) if needs else step
            for step, needs in zip(self.steps, self._needs, strict=True)
        )


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
    batches = _Batches(planning, draft, container)
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
        "incarnation": incarnation,
        "causes": decision.causes,
        "waits_for": decision.waits_for,
        "composite": is_composite(definition.kind),
        "depends": planning.tree.dependencies(definition.address),
        "hooks": _hooks(definition.hooks, deed),
    }
    return draft.add(needs, **(fields | more))


def _hooks(hooks: frozenset[str], deed: Deed) -> tuple[str, ...]:
    if not hooks or deed not in (Deed.CREATE, Deed.UPDATE, Deed.DELETE):
        return ()
    return tuple(one for one in (f"pre-{deed}", f"post-{deed}") if one in hooks)


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
    retirements = []
    if decision.is_guarded:
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
        if decision.records:
            when = When(guard, (Change.NONE,))
            landing.append(_step(planning, draft, decision, Deed.RECORD, [guard], kept, when=when, causes=()))
    elif decision.sure is Change.IN_PLACE:
        landing.append(_step(planning, draft, decision, Deed.UPDATE, needs, kept))
    elif decision.records or decision.takes_back:
        causes = () if not decision.takes_back else decision.causes
        landing.append(_step(planning, draft, decision, Deed.RECORD, needs, kept, causes=causes))
    decision.landing = tuple(landing)
    return retirements


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
    if decision.kept is None:
        decision.landing = (
            _step(planning, draft, decision, Deed.CREATE, [*needs, *inside], draft.new_incarnation()),
        )
    elif inside or decision.records:
        deed = Deed.UPDATE if decision.causes else Deed.RECORD
        decision.landing = (_step(planning, draft, decision, deed, [*needs, *inside], decision.kept.id),)


class _Batches:
    """Lets the changing members of a group start batch by batch, with pauses (``batch_create``, ``rolling_update``)."""

    def __init__(self, planning: Planning, draft: Draft, container: Address) -> None:
        self._draft = draft
        self._container = container
        composition = planning.tree.compositions[container]
        owner = planning.decisions.get(container)
        is_new = container != ROOT and (owner is None or owner.kept is None)
        self._pace: Pace | None = composition.create_pace if is_new else composition.update_pace
        self._size = self._batch_size(self._pace, len(composition.definitions)) if self._pace else 0
        self._batch: list[StepId] = []
        self._count = 0
        self._barrier: tuple[StepId, ...] = ()

    @staticmethod
    def _batch_size(pace: Pace, members: int) -> int:
        return max(1, min(pace.batch, members - pace.in_service))

    def before(self, decision: Decision) -> tuple[StepId, ...]:
        """What a member must wait for."""
        if self._pace and self._count >= self._size:
            self._barrier = (self._pause(self._pace.pause),)
            self._batch, self._count = [], 0
        return self._barrier

    def after(self, decision: Decision, *, changed: bool) -> None:
        """Count a member that has steps into the present batch."""
        if self._pace and changed:
            self._batch += decision.landing
            self._count += 1

    def _pause(self, seconds: float) -> StepId:
        return self._draft.add(
            self._batch,
            deed=Deed.PAUSE,
            address=self._container,
            type="",
            incarnation=IncarnationId(""),
            seconds=seconds,
        )
