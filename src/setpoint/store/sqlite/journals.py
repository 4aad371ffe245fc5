"""Examining journals: histories that cannot be, and steps that their plan does not have."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from itertools import groupby, pairwise
from operator import itemgetter

import msgspec

from setpoint.model.journal import NEXT, Mark
from setpoint.store.findings import Finding, damage
from setpoint.store.sqlite.reading import Reader


class _Step(msgspec.Struct):
    id: int


class _Plan(msgspec.Struct):
    """As little of a plan as its journal is held against."""

    id: str
    steps: tuple[_Step, ...] = ()


def journal_findings(reader: Reader) -> list[Finding]:
    """What is impossible in any plan's journal."""
    return [
        Finding(damage("the journal of a plan is impossible", why, advice="make a new plan: `setpoint up`"))
        for (plan,) in reader.rows("SELECT key FROM plans")
        for why in _impossible(reader, plan)
    ]


def _impossible(reader: Reader, key: int) -> Iterable[str]:
    sql = "SELECT step, mark FROM journal WHERE plan = ? ORDER BY step, key"
    for (body,) in reader.rows("SELECT body FROM plans WHERE key = ?", (key,)):
        with contextlib.suppress(msgspec.DecodeError):  # told already
            plan = msgspec.json.decode(body, type=_Plan)
            steps = {step.id for step in plan.steps}
            for step, rows in groupby(reader.rows(sql, (key,)), itemgetter(0)):
                marks = [mark for _, mark in rows]
                if step not in steps:
                    yield f"plan {plan.id} has no step {step}"
                elif not is_possible(marks):
                    yield f"plan {plan.id}, step {step}: {' -> '.join(marks)}"


def is_possible(marks: Iterable[str]) -> bool:
    """Whether a step can have this history, by the rules of the model."""
    try:
        history = [None, *map(Mark, marks)]
    except ValueError:
        return False
    return all(new in NEXT[last] for last, new in pairwise(history))
