"""Nested stacks and groups while their members are worked on: begun with the first of them, failed with one of them.

That costs no call. Whoever looks on sees what is under way inside, and what is left there when it fails.
"""

from __future__ import annotations

from collections.abc import Sequence

from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.progress import Key, Progress
from setpoint.engine.failures import reason
from setpoint.model.address import Address, container_of
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.incarnation import Action, Incarnation, Phase, Status
from setpoint.model.plan import Deed, Plan, Step

_ACTIONS = {
    Deed.CREATE: Action.CREATE,
    Deed.UPDATE: Action.UPDATE,
    Deed.RECORD: Action.UPDATE,
}
"""By what is to become of them in the end. One that goes does so before its members: then nothing is left to open."""


class Opening:
    """The nested stacks and groups of a run in which something has begun."""

    def __init__(self, ground: Ground, progress: Progress) -> None:
        """Start with none."""
        self._ground = ground
        self._progress = progress
        self._ends: dict[Address, Key] = {}
        self._open: dict[Address, None] = {}

    def take(self, plan: Plan) -> None:
        """Know the steps of a plan that bring them to their end."""
        for step in plan.steps:
            if step.composite and (step.deed in _ACTIONS or step.deed is Deed.EXPAND):
                self._ends[step.address] = Key(plan.id, step.id)

    def begin(self, step: Step) -> None:
        """Something is about to be done for ``step``: all that it stands in has begun, the outermost first.

        Not what has come to its end already: what is deleted within it afterwards does not count.
        """
        way = [step.address] if step.deed is Deed.EXPAND else []
        address = container_of(step.address)
        while address and address not in self._open:
            way.append(address)
            address = container_of(address)
        for one in reversed(way):
            if one in self._ends and one not in self._open and not self._progress.has_landed(self._ends[one]):
                self._begin(one, self._progress.step(self._ends[one]))

    def land(self, step: Step) -> None:
        """It has come to its end."""
        if step.composite:
            self._open.pop(step.address, None)

    def end(self, failures: Sequence[Diagnostic], why: str) -> bool:
        """Nothing more will be done: those that have not come to their end have failed, with what did within them.

        Whether there were such, which is to be written then.
        """
        were = list(self._open)
        for address in were:
            one = self._ground.world.current(address)
            if one is not None and one.composite:
                own = next((each.summary_with_detail for each in failures if each.address == address), "")
                inside = reason(failures, self._ground.world, one.action, address)
                self._ground.ledger.put(one, status=Status.FAILED, reason=own or inside or why)
        self._open.clear()
        return bool(were)

    def _begin(self, address: Address, step: Step) -> None:
        known = self._ground.world.current(address)
        if known is not None and known.id != step.incarnation:
            return  # until it takes another's place at its end, that one stands there
        one = known or _new(self._ground, step)
        action = _action(one, step)
        self._open[address] = None
        if known is None or (one.action, one.status) != (action, Status.IN_PROGRESS):
            self._ground.ledger.become_current(one, action=action, status=Status.IN_PROGRESS, reason="")


def _new(ground: Ground, step: Step) -> Incarnation:
    return Incarnation(
        step.incarnation,
        step.address,
        step.type,
        physical_id=step.incarnation,
        composite=True,
        action=Action.CREATE,
        status=Status.IN_PROGRESS,
        shape=ground.shapes.get(step.address),
        phase=Phase.CURRENT,
        created_at=ground.ledger.now(),
    )


def _action(one: Incarnation, step: Step) -> Action:
    return _ACTIONS.get(step.deed, Action.CREATE if one.was_never_complete else Action.UPDATE)
