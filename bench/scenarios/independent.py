"""100 resources that know nothing of each other: parse, plan and create."""

from __future__ import annotations

from bench.figure import Figure, seconds
from bench.life import whole_life

SIZE = 100


def measure(size: int) -> list[Figure]:
    """The first life of this fresh process is held against the bound; the later ones show what starting up costs."""
    lives = [whole_life("independent", size) for _ in range(6)]
    first, *later = (one.plan.seconds + one.create.seconds for one in lives)
    return [
        seconds("plan, then create, the first in its process", first, 0.3),
        seconds("plan, then create, later (median)", sorted(later)[len(later) // 2]),
    ]
