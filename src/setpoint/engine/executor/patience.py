"""How often and how soon a deed is tried again."""

from __future__ import annotations

from setpoint.engine.executor.task import Task
from setpoint.model.errors import Conflict, LostAnswer, Retry

ATTEMPTS = {Retry: 50, LostAnswer: 8, Conflict: 6}
"""How often a deed is tried in all, by what the cloud said. Patience is cheap; a conflict mostly stays one."""

LONGEST = 30.0
"""Seconds between two tries, at most."""


def pause_before_retry(task: Task, problem: Exception) -> float | None:
    """Seconds to wait before the deed is tried again, doubling from 0.2; None when it has been tried often enough."""
    for refusal, attempts in ATTEMPTS.items():
        if isinstance(problem, refusal):
            if task.attempts >= attempts:
                return None
            backoff = min(LONGEST, 0.1 * 2.0**task.attempts)
            return max(backoff, problem.after) if isinstance(problem, Retry) else backoff
    return None
