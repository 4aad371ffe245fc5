"""A create that was sent, and whose answer never came: it may still be done while we look for what it made.

A gateway that answers 504, a client that gives up, a process that dies: none of them stops a service that is slow. So a
look in vain proves nothing at first. Clouds behind a network say for how long (``Distant.lateness``).
"""

from __future__ import annotations

from setpoint.clouds.driver import Preparing
from setpoint.engine.executor.task import Task
from setpoint.model.incarnation import Incarnation, Status
from setpoint.model.observation import Outcome, Pending

SOON = 1.0
"""Seconds after its answer was lost that a create is looked for a second time; then twice as many each time."""


def sent_before(one: Incarnation) -> float:
    """When a create was sent of which nothing is known but this record; 0 where it is known that nothing came of it."""
    is_in_doubt = one.perhaps or one.status is Status.IN_PROGRESS
    return one.updated_at if is_in_doubt and not one.physical_id else 0.0


async def sought(task: Task, now: float) -> Outcome | Pending | None:
    """What the create has made; Pending while that may still come; None when it will not, and nothing is left of it."""
    assert task.want is not None
    found = await task.driver.find(task.one.id, task.want)
    if found is not None:
        return found
    later = _look_again(task, now)
    if later is None and isinstance(task.driver, Preparing):
        await task.driver.clear_up(task.one.id, task.want)
    return later


def _look_again(task: Task, now: float) -> Pending | None:
    """When to look once more for what was not found ``now``; None when it will not come any more."""
    end = task.unanswered_at + task.lateness
    if not task.unanswered_at or now >= end:
        return None
    passed = now - task.unanswered_at
    return Pending("nobody knows yet whether it was made", min(end, now + max(SOON, passed)))
