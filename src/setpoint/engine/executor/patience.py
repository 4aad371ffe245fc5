"""How often and how soon a deed is tried again."""

from __future__ import annotations

from setpoint.engine.executor.task import Task
from setpoint.model.errors import Conflict, LostAnswer, Retry

ATTEMPTS = {Retry: 50, LostAnswer: 8, Conflict: 6}
"""How often a deed may end in each way before it fails. Patience is cheap; a conflict mostly stays one."""

LONGEST = 30.0
"""Seconds between two tries, at most."""


def pause_before_retry(task: Task, problem: Exception) -> float | None:
    """Seconds to wait before the deed is tried again, doubling from 0.2; None when it has been tried often enough.

    Counts the try.
    """
    for refusal, attempts in ATTEMPTS.items():
        if isinstance(problem, refusal):
            task.tried[refusal.__name__] = task.tried.get(refusal.__name__, 0) + 1
            if task.tried[refusal.__name__] >= attempts:
                return None
            backoff = min(LONGEST, 0.1 * 2.0 ** sum(task.tried.values()))
            return max(backoff, problem.after) if isinstance(problem, Retry) else backoff
    return None
