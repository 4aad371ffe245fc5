"""What is done to every resource alike: check, suspend, resume, snapshot, restore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from setpoint.clouds.driver import Snapshottable, Suspendable
from setpoint.engine.executor.deeds.making import left_behind
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.task import DeedFailed, Landed, Task
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.incarnation import Action, Phase, Status
from setpoint.model.observation import Done, Outcome, Pending, Ready
from setpoint.model.plan import Step


def begin_check(ground: Ground, key: Key, step: Step) -> Task | None:
    """Look at it once."""
    one = ground.world[step.incarnation]
    if one.composite:
        ground.ledger.put(one, action=Action.CHECK, status=Status.COMPLETE, reason="")
        return None
    if one.phase is Phase.HALF_MADE:
        why = one.reason if one.action is Action.CHECK else f"its {one.action.lower()} failed: {one.reason}"
        ground.ledger.put(one, action=Action.CHECK, status=Status.FAILED, reason=why, tell=False)
        raise DeedFailed(Diagnostic(why, advice="an update makes it anew"))
    return ground.task(
        key, step, ground.ledger.put(one, action=Action.CHECK, status=Status.IN_PROGRESS, reason="")
    )


def land_check(ground: Ground, task: Task, landed: Landed) -> None:
    """It is there and works; take down what was seen."""
    ground.ledger.put(task.one, status=Status.COMPLETE, reason="", **_seen(task, landed))


def _seen(task: Task, landed: Landed) -> dict[str, Any]:
    """What an observation showed; a deed that was done at once showed nothing, but may be signalled otherwise now."""
    if isinstance(landed, Ready):
        return left_behind(task, landed)
    keys = {"keys": landed.keys} if isinstance(landed, Done) and landed.keys else {}
    return {"cursor": None, "accepted_at": 0.0, **keys}


def begin_sleep(action: Action, verb: str) -> Callable[[Ground, Key, Step], Task | None]:
    """How ``suspend`` and ``resume`` begin; a type that knows neither is only marked (as Heat does)."""

    async def call(task: Task) -> Outcome:
        outcome: Outcome = await getattr(task.driver, verb)(task.subject())
        return outcome

    def begin(ground: Ground, key: Key, step: Step) -> Task | None:
        one = ground.world[step.incarnation]
        if one.composite or not isinstance(ground.clouds.find(step.type, one.site)[1], Suspendable):
            ground.ledger.put(one, action=action, status=Status.COMPLETE, reason="")
            return None
        one = ground.ledger.put(one, action=action, status=Status.IN_PROGRESS, reason="")
        task = ground.task(key, step, one)
        task.call = call
        return task

    return begin


def land_sleep(ground: Ground, task: Task, landed: Landed) -> None:
    """It sleeps, or is awake, and perhaps with other attributes than before (a process has another pid)."""
    ground.ledger.put(task.one, status=Status.COMPLETE, reason="", **_seen(task, landed))


def begin_snapshot(ground: Ground, key: Key, step: Step) -> Task | None:
    """Save it, where its type can be saved; its recorded properties are part of every snapshot anyway."""
    one = ground.world[step.incarnation]
    if one.composite or not isinstance(ground.clouds.find(step.type, one.site)[1], Snapshottable):
        ground.ledger.put(one, action=Action.SNAPSHOT, status=Status.COMPLETE, reason="")
        return None
    one = ground.ledger.put(one, action=Action.SNAPSHOT, status=Status.IN_PROGRESS, reason="")
    task = ground.task(key, step, one)
    task.call = snapshot
    return task


async def snapshot(task: Task) -> Outcome | Pending:
    """Save the present state; Pending while that is under way."""
    assert isinstance(task.driver, Snapshottable)
    saved = await task.driver.snapshot(task.subject(), task.key.plan)
    if isinstance(saved, Pending):
        return saved
    task.saved = saved
    return Done(task.one.physical_id, task.one.attributes, task.one.seen)


def begin_restore(ground: Ground, key: Key, step: Step) -> Task | None:
    """Bring back what a snapshot saved, where anything was."""
    one = ground.world[step.incarnation]
    saved = ground.saved.get(one.address)
    if one.composite or saved is None:
        ground.ledger.put(one, action=Action.RESTORE, status=Status.COMPLETE, reason="")
        return None
    one = ground.ledger.put(one, action=Action.RESTORE, status=Status.IN_PROGRESS, reason="")
    task = ground.task(key, step, one)
    task.saved = saved
    task.call = restore
    return task


async def restore(task: Task) -> Outcome:
    """Bring the saved state back."""
    assert isinstance(task.driver, Snapshottable)
    return await task.driver.restore(task.subject(), task.saved)
