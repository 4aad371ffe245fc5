"""Working on the members of a group batch by batch."""

from __future__ import annotations

from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.draft import Draft
from setpoint.engine.planner.planning import Planning
from setpoint.model.address import ROOT, Address
from setpoint.model.definition import Pace
from setpoint.model.incarnation import IncarnationId
from setpoint.model.plan import Deed, StepId


class Batches:
    """Lets the changing members of a group start batch by batch, with pauses (``batch_create``, ``rolling_update``)."""

    def __init__(self, planning: Planning, draft: Draft, container: Address) -> None:
        """Begin with the first batch of ``container``."""
        self._draft = draft
        self._container = container
        composition = planning.tree.compositions[container]
        owner = planning.decisions.get(container)
        is_new = container != ROOT and (owner is None or owner.is_first)
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
