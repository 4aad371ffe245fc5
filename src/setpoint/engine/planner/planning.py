"""The state of one planning: what is wanted, recorded and observed, and what has been decided so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import msgspec

from setpoint.engine.planner.decision import Decision
from setpoint.engine.scope import WorldScope
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import Address, container_of
from setpoint.model.change import Change, compare
from setpoint.model.diagnostic import Findings
from setpoint.model.incarnation import Incarnation, IncarnationId, Status
from setpoint.model.kind import ResourceKind, is_single
from setpoint.model.observation import Observation, Ready
from setpoint.model.plan import Cause, PlanId
from setpoint.model.stack import UNHEALTHY, Adjustment, StackId
from setpoint.model.value import Plain, Unknown, Value


class Situation(msgspec.Struct, frozen=True):
    """Everything that a plan is a function of, apart from what is wanted."""

    plan: PlanId
    stack: StackId
    sequence: int
    revision: int
    parent_revision: int
    adjustments: Sequence[Adjustment] = ()
    kinds: Callable[[str], ResourceKind | None] = lambda _name: None
    """The catalogue: resource types by name, also of what is no longer wanted."""
    observed: Mapping[IncarnationId, Observation] = {}
    """What the clouds said just now; an incarnation that was not looked at is taken to be as recorded."""
    unseen: Mapping[str, str] = {}
    """Types that could not be looked at although that was wanted, each with the reason."""
    stands_unchanged: bool = False
    """Whether things stand before an update (``pre-update``) also where it will do nothing to them, as in Heat."""


class Tie(msgspec.Struct, frozen=True):
    """That one that stays must let go of others: in place, with the properties ``changed``, or by being replaced.

    Not ``certain`` where a guard decides whether the only one that it must let go of is replaced.
    """

    of: tuple[IncarnationId, ...]
    cost: Change
    changed: frozenset[str] = frozenset()
    causes: tuple[Cause, ...] = ()
    certain: bool = True
    waits_for: tuple[str, ...] = ()
    """The references whose values that guard waits for."""


class PlanScope(WorldScope):
    """Answers as far as values will last: what is about to be made, or may change, is Unknown."""

    def __init__(
        self,
        tree: Tree,
        world: World,
        decisions: Mapping[Address, Decision],
        adjustments: Sequence[Adjustment],
    ) -> None:
        """Look at ``decisions`` as they are made."""
        super().__init__(tree, world, adjustments)
        self.decisions = decisions

    def incarnation(self, address: Address) -> Incarnation | None:
        """The incarnation that will stand for ``address`` when the plan has been carried out, if it exists already."""
        decision = self.decisions.get(address)
        if decision is None or decision.may_make_new or decision.settles or decision.expands:
            return None
        return decision.kept

    def is_settled(self, one: Incarnation, attribute: str) -> bool:
        """Whether an attribute survives what is planned for its resource."""
        decision = self.decisions[one.address]
        if decision.worst is Change.NONE and one.status is not Status.FAILED:
            return True
        kind = decision.definition.kind
        return is_single(kind) and kind.survives(attribute, decision.changed)


class Planning:
    """One planning under way."""

    def __init__(
        self, tree: Tree, world: World, situation: Situation, ties: Mapping[IncarnationId, Tie]
    ) -> None:
        """Plan towards ``tree`` from ``world``; ``ties`` are those that are known already."""
        self.tree = tree
        self.world = world
        self.situation = situation
        self.ties = ties
        self.decisions: dict[Address, Decision] = {}
        self.shapes: dict[Address, Plain] = {}
        self.timeouts: dict[Address, float] = {}
        self.findings = Findings()
        self.scope = PlanScope(tree, world, self.decisions, situation.adjustments)
        self.members = world.members_by_container()
        self.marks = {one.base: one for one in situation.adjustments if one.property == UNHEALTHY}
        """Marks by the incarnation that they were put on."""
        self.first: set[IncarnationId] = set()
        """Incarnations that must be gone before what replaces them is made."""
        self.waits_for_claim: list[tuple[Decision, IncarnationId]] = []
        """Who claims what an incarnation that goes first still holds."""
        self._adjusted = {(one.address, one.property): one for one in situation.adjustments}

    def why_changed(self, address: Address, name: str, new: Value) -> str:
        """Why a property is wanted otherwise than it was carried out last."""
        adjustment = self._adjusted.get((address, name))
        if adjustment is None or adjustment.value != new:
            return "changed"
        return f"adjusted by {adjustment.by}" if adjustment.by else "adjusted"

    def drifted(self, kind: ResourceKind, one: Incarnation) -> dict[str, Value]:
        """The properties that the cloud shows with other values than were carried out last."""
        observed = self.situation.observed.get(one.id)
        if not isinstance(observed, Ready) or not observed.seen:
            return {}
        carried_out = kind.with_defaults(one.properties)
        return {
            name: seen
            for name, seen in observed.seen.items()
            if name in carried_out and compare(carried_out[name], seen) is False
        }

    def recorded(self, kind: ResourceKind, one: Incarnation) -> Mapping[str, Value]:
        """What was carried out last, overlaid with what the cloud shows where that has drifted away from it."""
        return {**one.properties, **self.drifted(kind, one)}

    def refers_anew(self, value: Value) -> Mapping[str, Value]:
        """The properties that what a wanted value refers to will have."""
        if isinstance(value, Unknown):
            decision = self.decisions.get(Address(value.because[0])) if len(value.because) == 1 else None
            return decision.wanted if decision is not None else {}
        one = self._by_physical_id.get(value) if isinstance(value, str) else None
        if one is None:
            return {}
        decision = self.decisions.get(one.address)
        return decision.wanted if decision is not None and decision.kept is one else one.properties

    def refers_now(self, value: Value) -> Mapping[str, Value]:
        """The properties that what a recorded value refers to has."""
        one = self._by_physical_id.get(value) if isinstance(value, str) else None
        return one.properties if one is not None else {}

    @cached_property
    def _by_physical_id(self) -> dict[str, Incarnation]:
        return {one.physical_id: one for one in self.world if one.physical_id and not one.composite}

    @cached_property
    def dependents(self) -> dict[IncarnationId, list[IncarnationId]]:
        """Who is recorded to stand on whom."""
        return self.world.dependents()

    def unexpanded(self, address: Address) -> Decision | None:
        """The decision for the composite, not expanded yet, that ``address`` stands in."""
        while address:
            address = container_of(address)
            decision = self.decisions.get(address)
            if decision is not None and decision.expands:
                return decision
        return None
