"""The landing of nested stacks and groups: all their members have landed, so they have. It costs no call."""

from __future__ import annotations

from setpoint.engine.executor.ground import Ground
from setpoint.model.incarnation import Action, Incarnation, Status
from setpoint.model.plan import Step


def land_composite(ground: Ground, step: Step, action: Action) -> None:
    """All members have landed, so the composite has."""
    definition = ground.definition(step)
    known = ground.world.get(step.incarnation)
    one = known or Incarnation(
        step.incarnation,
        step.address,
        step.type,
        physical_id=step.incarnation,
        composite=True,
        created_at=ground.ledger.now(),
    )
    ground.ledger.become_current(
        one,
        action=action,
        status=Status.COMPLETE,
        reason="",
        properties=ground.evaluate(definition),
        shape=ground.shapes.get(step.address, one.shape),
        **ground.on_paper(definition, step),
    )
