"""A ResourceGroup of 1,000: parse, plan and create; then delete."""

from __future__ import annotations

from bench.figure import Figure, megabytes, seconds
from bench.life import whole_life

SIZE = 1_000


def measure(size: int) -> list[Figure]:
    """Once, in this fresh process."""
    costs = whole_life("group", size)
    return [
        seconds("plan", costs.plan.seconds),
        seconds("create", costs.create.seconds, 3),
        seconds("plan with nothing to do", costs.plan_again.seconds),
        seconds("delete", costs.delete.seconds, 3),
        megabytes("memory at its peak", costs.delete.megabytes),
    ]
