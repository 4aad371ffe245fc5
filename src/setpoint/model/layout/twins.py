"""Boxes that stand on the same and carry the same: drawn as one block, with one line where each would have its own."""

from __future__ import annotations

from setpoint.model.layout.ranks import Pairs

LEAST = 6
"""Fewer than so many are better seen each with its own line."""


def blocks(count: int, pairs: Pairs) -> list[list[int]]:
    """Every box once, in blocks of twins or by itself, in the order of the first of each block."""
    below: list[list[int]] = [[] for _ in range(count)]
    above: list[list[int]] = [[] for _ in range(count)]
    for upper, lower in pairs:
        below[upper].append(lower)
        above[lower].append(upper)
    alike: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}
    for one in range(count):
        alike.setdefault((tuple(sorted(below[one])), tuple(sorted(above[one]))), []).append(one)
    found: list[list[int]] = []
    for twins in alike.values():
        found += [twins] if len(twins) >= LEAST else [[one] for one in twins]
    return sorted(found)


def between_blocks(found: list[list[int]], pairs: Pairs) -> list[tuple[int, int]]:
    """``pairs`` as they lie between blocks, each once."""
    block_of = {one: number for number, twins in enumerate(found) for one in twins}
    return list(dict.fromkeys((block_of[upper], block_of[lower]) for upper, lower in pairs))
