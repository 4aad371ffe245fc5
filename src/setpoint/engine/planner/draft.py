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
        self._bits = uuid.uuid5(uuid.UUID(plan), "").int
        self.steps: list[Step] = []
        self._needs: list[dict[StepId, None]] = []
        self._wishes: list[Wish] = []

    def new_incarnation(self) -> IncarnationId:
        """The id, and intent token, for the incarnation that the next step makes: the same for the same plan.

        Those of one plan begin with the same 28 bits and count up in the next 20 (and on, where there are more), so
        that a store finds together what is made together. Their first 12 digits tell them from all others, too.
        """
        first = ((self._bits >> 100 << 20) + len(self.steps)) % (1 << 48)
        digits = f"{first:012x}{self._bits % (1 << 80):020x}"
        return IncarnationId(f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}")

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
