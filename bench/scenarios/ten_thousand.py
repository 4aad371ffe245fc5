"""10,000 resources in two layers, half of them read by the other half: the whole life, SQLite FULL on disk."""

from __future__ import annotations

from bench.cost import Cost
from bench.figure import Figure, megabytes, seconds
from bench.life import whole_life

SIZE = 10_000


def measure(size: int) -> list[Figure]:
    """Once, in this fresh process."""
    costs = whole_life("layers", size)
    return [
        seconds("parse and plan", costs.plan.seconds, 3, _cpu(costs.plan)),
        seconds("create", costs.create.seconds, 15, _cpu(costs.create)),
        seconds("plan with nothing to do", costs.plan_again.seconds, 1.5, _cpu(costs.plan_again)),
        seconds("delete", costs.delete.seconds, 15, _cpu(costs.delete)),
        megabytes("memory at its peak", costs.delete.megabytes, 400),
    ]


def _cpu(cost: Cost) -> str:
    return f"{cost.cpu:.2f} s of CPU"
