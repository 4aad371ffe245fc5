"""Removing a resource, or letting go of its record."""

from __future__ import annotations

import logging
from functools import partial

import msgspec

from setpoint.clouds.driver import Snapshottable
from setpoint.engine.executor.deeds.doubt import sent_before, sought
from setpoint.engine.executor.deeds.making import perhaps_made
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.task import DeedFailed, Landed, Task
from setpoint.model.definition import DeletionPolicy
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.incarnation import Action, Incarnation, Phase, Status
from setpoint.model.observation import Accepted, Done, Gone, Outcome, Pending
from setpoint.model.plan import Step
from setpoint.model.queue import name_in
from setpoint.types.software import TYPES_OF_CONFIGS

_log = logging.getLogger(__name__)


def begin_delete(ground: Ground, key: Key, step: Step) -> Task | None:
    """Record that it goes."""
    one = ground.world.get(step.incarnation)
    if one is None:
        return None
    if one.composite:
        forget(ground, one)
        return None
    if one.was_refused:
        one = ground.ledger.put(
            one, tell=False, phase=Phase.RETIRING, action=Action.DELETE, status=Status.COMPLETE
        )
        ground.ledger.log(one, reason="it was never made")
        ground.ledger.drop(one.id)
        return None
    unanswered_at = sent_before(one)
    one = ground.ledger.put(
        one, phase=Phase.RETIRING, action=Action.DELETE, status=Status.IN_PROGRESS, reason=""
    )
    task = ground.task(key, step, one)
    task.call = partial(delete, ground=ground)
    task.unanswered_at = unanswered_at
    task.is_uncertain = bool(unanswered_at)
    return task


async def delete(task: Task, ground: Ground) -> Outcome | Gone | Pending:
    """Remove it; where its create's answer was lost, find it first. A snapshot is taken where that is the policy."""
    assert task.want is not None
    _refuse_deployed(task.one, ground)
    subject = task.subject()
    if not task.one.physical_id:
        if not task.driver.is_findable:
            raise DeedFailed(perhaps_made(task.one))
        found = await sought(task, ground.ledger.now())
        if not isinstance(found, (Accepted, Done)):
            return found or Gone()
        subject = msgspec.structs.replace(subject, physical_id=found.physical_id)
    if task.one.deletion_policy is DeletionPolicy.SNAPSHOT and isinstance(task.driver, Snapshottable):
        saved = await task.driver.snapshot(subject, task.one.id)
        if isinstance(saved, Pending):
            return saved
        task.saved = saved
    outcome = await task.driver.delete(subject)
    if isinstance(outcome, Done):
        await _remove_queue(task.one, ground)
    return outcome


async def _remove_queue(one: Incarnation, ground: Ground) -> None:
    """What it was signalled through goes with it, unless that is refused: nothing is kept from going by that."""
    queue = name_in(one.keys)
    if queue:
        try:
            queues = await ground.clouds.queues()
            if queues is not None:
                await queues.remove(queue)
        except ResourceError as problem:
            _log.warning("the queue %s was left: %s", queue, problem)


def _refuse_deployed(one: Incarnation, ground: Ground) -> None:
    """A configuration that is deployed by hand stays, as in Heat: the deployment would tell of what is not there."""
    if one.type in TYPES_OF_CONFIGS and one.physical_id and ground.ledger.is_deployed(one.physical_id):
        raise DeedFailed(
            Diagnostic(
                f"Software config with id {one.physical_id} can not be deleted as it is referenced.",
                advice="delete its deployments first: `openstack software deployment list` shows them",
                address=one.address,
            )
        )


def land_delete(ground: Ground, task: Task, _landed: Landed) -> None:
    """It is gone."""
    reason = f"saved as {task.saved}" if task.saved else ""
    ground.ledger.log(task.one, Status.COMPLETE, reason)
    ground.ledger.drop(task.one.id)


def begin_forget(ground: Ground, _key: Key, step: Step) -> Task | None:
    """Let go of the record and leave the thing alone, or of the records of what does not exist."""
    for gone in step.drops:
        ground.ledger.drop(gone)
    one = ground.world.get(step.incarnation)
    if one is not None:
        forget(ground, one)
    return None


def forget(ground: Ground, one: Incarnation) -> None:
    """Drop a record, telling it as a delete."""
    one = ground.ledger.put(
        one, tell=False, phase=Phase.RETIRING, action=Action.DELETE, status=Status.COMPLETE
    )
    ground.ledger.log(one, reason="left as it is" if not one.composite else "")
    ground.ledger.drop(one.id)
