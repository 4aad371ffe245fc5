"""Which row each box of one connected part stands in: above all that it stands on, and not higher than need be."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

Pairs = Sequence[tuple[int, int]]
"""``(upper, lower)``: the first stands on the second. Boxes are numbered from 0."""


def downward(count: int, pairs: Pairs) -> list[tuple[int, int, bool]]:
    """``pairs`` turned so that there is no cycle: upper, lower, and whether the pair had to be turned round.

    Resources have no cycles; the frames that hold them may stand on each other.
    """
    place = _places(count, pairs)
    return [
        (upper, lower, False) if place[upper] > place[lower] else (lower, upper, True)
        for upper, lower in pairs
        if upper != lower
    ]


def ranks(count: int, pairs: Pairs) -> list[int]:
    """A rank for each box, 0 at the bottom: at least one above everything it stands on. ``pairs`` has no cycle.

    The longest way down counts; then what carries more than it stands on is raised to just below what it carries.
    """
    order = sorted(range(count), key=_places(count, pairs).__getitem__)
    below, above = _neighbours(count, pairs)
    rank = [0] * count
    for one in order:
        rank[one] = max((rank[lower] + 1 for lower in below[one]), default=0)
    for one in reversed(order):
        if above[one] and len(above[one]) >= len(below[one]):
            rank[one] = min(rank[upper] for upper in above[one]) - 1
    return rank


def rows(rank: Sequence[int], widest: int) -> list[list[int]]:
    """Boxes by row, the top row first. A rank of more than ``widest`` boxes becomes several rows."""
    by_rank: list[list[int]] = [[] for _ in range(max(rank, default=-1) + 1)]
    for one, number in enumerate(rank):
        by_rank[number].append(one)
    found: list[list[int]] = []
    for boxes in reversed(by_rank):
        each = -(-len(boxes) // max(1, -(-len(boxes) // widest)))
        found += [boxes[start : start + each] for start in range(0, len(boxes), each or 1)]
    return found


def _neighbours(count: int, pairs: Pairs) -> tuple[list[list[int]], list[list[int]]]:
    below: list[list[int]] = [[] for _ in range(count)]
    above: list[list[int]] = [[] for _ in range(count)]
    for upper, lower in pairs:
        below[upper].append(lower)
        above[lower].append(upper)
    return below, above


def _places(count: int, pairs: Pairs) -> list[int]:
    """Place of each box in an order in which, cycles apart, it comes after all that it stands on (Kahn)."""
    below, above = _neighbours(count, pairs)
    waits_for = [len(lower) for lower in below]
    ready = deque(one for one in range(count) if not waits_for[one])
    place = [-1] * count
    taken = 0
    for forced in (*[None] * bool(ready), *range(count)):
        if forced is not None and place[forced] < 0:
            ready.append(forced)  # within a cycle: somebody has to be first
        while ready:
            one = ready.popleft()
            if place[one] >= 0:
                continue
            place[one] = taken
            taken += 1
            for upper in above[one]:
                waits_for[upper] -= 1
                if not waits_for[upper]:
                    ready.append(upper)
    return place
