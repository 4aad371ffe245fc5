"""Steps being written."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import msgspec

from setpoint.engine.planner.order import Wish, possible
from setpoint.model.incarnation import IncarnationId
from setpoint.model.plan import PlanId, Step, StepId


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
