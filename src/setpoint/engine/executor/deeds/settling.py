"""Taking up what an earlier plan left under way, and choosing by values that have become known."""

from __future__ import annotations

from functools import partial

from setpoint.engine.executor.deeds.doubt import sent_before
from setpoint.engine.executor.deeds.making import create, land_create, left_behind
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.task import Landed, Task
from setpoint.model.change import Change
from setpoint.model.incarnation import Action, Phase, Status
from setpoint.model.kind import is_single
from setpoint.model.plan import Step


def begin_settle(ground: Ground, key: Key, step: Step) -> Task | None:
    """Take up what an earlier plan left under way."""
    one = ground.world[step.incarnation]
    task = ground.task(key, step, one)
    if not one.physical_id:
        task.call = partial(create, now=ground.ledger.now)
        task.is_uncertain = True
        task.unanswered_at = sent_before(one)
    return task


def land_settle(ground: Ground, task: Task, landed: Landed) -> None:
    """It has come to rest; an update that was under way is done again by the next step, so it stays marked."""
    if task.one.phase is Phase.HALF_MADE:
        land_create(ground, task, landed)
    elif task.one.action is not Action.UPDATE:
        ground.ledger.become_current(task.one, status=Status.COMPLETE, **left_behind(task, landed))


def answer_guard(ground: Ground, step: Step) -> Change:
    """What the values, now known, cost: the heaviest change, at least what the plan was sure of."""
    definition = ground.definition(step)
    kind = definition.kind
    assert is_single(kind)
    changes = kind.how_to_change(ground.world[step.incarnation].properties, ground.evaluate(definition))
    return max((step.least, *(one.cost for one in changes)), key=lambda cost: cost.weight)
