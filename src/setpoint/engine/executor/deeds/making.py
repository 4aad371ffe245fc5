"""Making a resource, or taking one that is there already."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from setpoint.engine.executor.deeds.composites import land_composite
from setpoint.engine.executor.deeds.doubt import sent_before, sought
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.task import DeedFailed, Landed, Task
from setpoint.engine.polling import new_keys, telling
from setpoint.engine.signals import forgiven
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.expression import evaluate
from setpoint.model.incarnation import Action, Incarnation, Phase, Status
from setpoint.model.observation import Done, Gone, Outcome, Pending
from setpoint.model.plan import Step
from setpoint.model.value import reveal


def begin_create(ground: Ground, key: Key, step: Step) -> Task | None:
    """Record a half made incarnation, under the token that will travel with the call."""
    if step.composite:
        land_composite(ground, step, Action.CREATE)
        return None
    definition = ground.definition(step)
    wanted = ground.evaluate(definition)
    known = ground.world.get(step.incarnation)
    one = known or Incarnation(
        step.incarnation,
        step.address,
        step.type,
        Phase.HALF_MADE,
        site=ground.site(step),
        created_at=ground.ledger.now(),
    )
    if (handle := forgiven(ground.world, one, wanted)) is not None:
        ground.ledger.put(handle, tell=False, signals=handle.signals)
    for gone in step.drops:
        ground.ledger.drop(gone)
    one = ground.ledger.put(
        one,
        action=Action.CREATE,
        status=Status.IN_PROGRESS,
        reason="",
        properties=wanted,
        keys=new_keys(ground.clouds, ground.kind(step), wanted, one),
        **ground.on_paper(definition, step),
    )
    task = ground.task(key, step, one)
    task.call = partial(create, now=ground.ledger.now)
    task.is_uncertain = known is not None
    task.unanswered_at = sent_before(known) if known is not None else 0.0
    return task


async def create(task: Task, now: Callable[[], float]) -> Outcome | Pending:
    """Make it; where it may have been made already, look first, and as long as it may still come."""
    assert task.want is not None
    if task.is_uncertain:
        if not task.driver.is_findable:
            raise DeedFailed(perhaps_made(task.one))
        found = await sought(task, now())
        if found is not None:
            return found
        task.is_uncertain = False  # nothing was made, so a refusal now is the whole truth
    return await task.driver.create(task.want, task.one.id)


def perhaps_made(one: Incarnation) -> Diagnostic:
    """The problem of a create whose answer was lost, of a type that cannot be found by token."""
    return Diagnostic(
        f"{one.address} was perhaps made: its create was sent and no answer came",
        detail=f"{one.type} carries no token, so it is not repeated blindly",
        advice="look at the cloud, then `setpoint resource bind` it to what is there or `setpoint resource forget` it",
        address=one.address,
    )


def land_create(ground: Ground, task: Task, landed: Landed) -> None:
    """It is there: it stands for its address from now on, and the one it replaces retires."""
    ground.ledger.become_current(
        task.one, status=Status.COMPLETE, reason="", perhaps=False, **left_behind(task, landed)
    )


def left_behind(task: Task, landed: Landed) -> dict[str, Any]:
    """What a deed left: identity, attributes, seen properties."""
    if isinstance(landed, Gone):
        return {}
    kind = task.driver.kind
    keys = (landed.keys if isinstance(landed, Done) else {}) or task.one.keys
    asks = task.want.polling if task.want is not None else None
    asks = msgspec.structs.replace(asks, keys=keys) if asks is not None else None
    return {
        "physical_id": landed.physical_id if isinstance(landed, Done) else task.one.physical_id,
        "attributes": telling(asks, kind.shield(task.wanted, landed.attributes)),
        "seen": kind.shield_seen(task.wanted, landed.seen),
        "cursor": None,
        "accepted_at": 0.0,
        "keys": keys,
    }


def begin_adopt(ground: Ground, key: Key, step: Step) -> Task | None:
    """Take what is there already (``external_id``): it is looked at, and never changed."""
    definition = ground.definition(step)
    physical_id = str(reveal(evaluate(definition.external_id, ground.scope)))
    one = Incarnation(
        step.incarnation,
        step.address,
        step.type,
        site=ground.site(step),
        physical_id=physical_id,
        external=True,
        created_at=ground.ledger.now(),
    )
    for gone in step.drops:
        ground.ledger.drop(gone)
    one = ground.ledger.put(
        one, action=Action.ADOPT, status=Status.IN_PROGRESS, **ground.on_paper(definition, step)
    )
    return ground.task(key, step, one)
