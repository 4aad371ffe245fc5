"""Changing a resource in place, or only what is written of it."""

from __future__ import annotations

from setpoint.engine.executor.deeds.composites import land_composite
from setpoint.engine.executor.deeds.making import left_behind
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.task import Landed, Task
from setpoint.model.incarnation import Action, Phase, Status
from setpoint.model.observation import Outcome
from setpoint.model.plan import Step
from setpoint.model.value import reveal


def begin_update(ground: Ground, key: Key, step: Step) -> Task | None:
    """Record that an update is on its way; what was carried out last stays recorded until it has landed."""
    if step.composite:
        land_composite(ground, step, Action.UPDATE)
        return None
    definition = ground.definition(step)
    wanted = ground.evaluate(definition)
    one = ground.world[step.incarnation]
    task = ground.task(
        key,
        step,
        ground.ledger.put(
            one,
            action=Action.UPDATE,
            status=Status.IN_PROGRESS,
            reason="",
            attempted=wanted,
            cursor=None,
            accepted_at=0.0,
        ),
    )
    task.wanted = wanted
    task.want = ground.want(task.driver.kind, wanted, one)
    task.call = update
    return task


async def update(task: Task) -> Outcome:
    """Change it in place, from what is recorded overlaid with what was last seen."""
    assert task.want is not None
    kind = task.driver.kind
    old = reveal({**kind.with_defaults(task.one.properties), **task.one.seen})
    return await task.driver.update(task.subject(), old, task.want.properties)


def land_update(ground: Ground, task: Task, landed: Landed) -> None:
    """What was wanted is what is recorded now."""
    definition = ground.definition(task.step)
    ground.ledger.become_current(
        task.one,
        status=Status.COMPLETE,
        reason="",
        properties=task.wanted,
        attempted={},
        **left_behind(task, landed),
        **ground.on_paper(definition, task.step),
    )


def begin_record(ground: Ground, _key: Key, step: Step) -> Task | None:
    """Write down what costs no call."""
    if step.composite:
        land_composite(ground, step, Action.UPDATE)
        return None
    definition = ground.definition(step)
    one = ground.world[step.incarnation]
    changes = ground.on_paper(definition, step)
    if one.phase is Phase.CURRENT and one.status is Status.COMPLETE:
        ground.ledger.put(one, tell=False, **changes)
    else:
        ground.ledger.become_current(one, action=Action.UPDATE, status=Status.COMPLETE, reason="", **changes)
    return None
