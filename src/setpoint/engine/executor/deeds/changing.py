"""Changing a resource in place, or only what is written of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from setpoint.clouds.driver import Facts
from setpoint.engine.executor.deeds.composites import land_composite
from setpoint.engine.executor.deeds.making import left_behind
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.task import Landed, Task
from setpoint.engine.polling import new_keys
from setpoint.engine.signals import facts
from setpoint.model.incarnation import Action, Phase, Status
from setpoint.model.observation import Broken, Outcome, Ready
from setpoint.model.plan import Step
from setpoint.model.value import Value, reveal


def begin_update(ground: Ground, key: Key, step: Step) -> Task | None:
    """Record that an update is on its way; what was carried out last stays recorded until it has landed."""
    if step.composite:
        land_composite(ground, step, Action.UPDATE)
        return None
    return _begin(ground, key, step, ground.evaluate(ground.definition(step)))


def _begin(ground: Ground, key: Key, step: Step, wanted: Mapping[str, Value]) -> Task:
    one = ground.world[step.incarnation]
    one = ground.ledger.put(
        one,
        action=Action.UPDATE,
        status=Status.IN_PROGRESS,
        reason="",
        attempted=wanted,
        keys=new_keys(ground.clouds, ground.kind(step), wanted, one),
        needs=tuple(dict.fromkeys((*one.needs, *ground.needs(step)))),
        cursor=None,
        accepted_at=0.0,
    )
    task = ground.task(key, step, one)
    task.wanted = wanted
    task.want = ground.want(task.driver.kind, wanted, one)
    task.call = partial(update, facts(ground.world, ground.ledger.now))
    return task


async def update(told: Callable[[], Facts], task: Task) -> Outcome:
    """Change it in place, from what is recorded overlaid with what was last seen.

    Where an earlier call may have changed some of it already, that is looked at first.
    """
    assert task.want is not None
    kind = task.driver.kind
    old = reveal({**kind.with_defaults(task.one.properties), **task.one.seen})
    if task.is_uncertain:
        seen = await task.driver.observe([task.subject()], told())
        shown = seen.get(task.one.id)
        old |= shown.seen if isinstance(shown, (Ready, Broken)) else {}
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


def begin_let_go(ground: Ground, key: Key, step: Step) -> Task | None:
    """Record that it is changed so far that what it keeps can be deleted."""
    kind = ground.kind(step)
    left = ground.world[step.incarnation].properties
    for other in filter(None, map(ground.world.get, step.lets_go)):
        changed = kind.letting_go(left, other.type, other.physical_id)
        assert changed is not None, f"{step.type} was to let go of {other.type} in place"
        left = changed
    return _begin(ground, key, step, left)


def land_let_go(ground: Ground, task: Task, landed: Landed) -> None:
    """It has let go; an update is to follow, also should this plan not come to it."""
    ground.ledger.put(
        task.one,
        status=Status.COMPLETE,
        reason="",
        properties=task.wanted,
        attempted={},
        **left_behind(task, landed),
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
