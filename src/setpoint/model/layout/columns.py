"""How far from the left each point stands: as near as can be to the middle of what it is joined to, without overlap.

A row whose order is settled is a line of points with least distances between neighbours. Moving each as near as
possible to where it would like to be, by least squares, is an isotonic regression: the pool-adjacent-violators
algorithm does it exactly, in linear time.
"""

from __future__ import annotations

from collections.abc import Sequence

from setpoint.model.layout.web import Web

PASSES = 3
"""Down and up in turns; the last one goes down, so that what carries little hangs below what it carries."""
STRAIGHT = 10_000.0
"""How much more a trunk insists on its place than a box: long lines are to be straight."""


def columns(web: Web, widths: Sequence[float], gap: float) -> list[float]:
    """The middle of each point, with ``gap`` between neighbours at least. ``widths`` are of all points."""
    middle = [0.0] * len(web.row)
    above, below = _like(web, web.up), _like(web, web.down)
    for row in web.rows:
        _line_up(row, widths, gap, middle)
    for number in range(PASSES):
        down = number % 2 == 0
        for row in web.rows if down else reversed(web.rows):
            _move(web, row, above if down else below, widths, gap, middle)
    return middle


def _like(web: Web, neighbours: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    """Whom each point lines up with: a box with boxes and a trunk with its own, where there are such."""
    return [
        [other for other in beside if web.is_trunk(other) is web.is_trunk(one)] or beside
        for one, beside in enumerate(neighbours)
    ]


def _line_up(row: Sequence[int], widths: Sequence[float], gap: float, middle: list[float]) -> None:
    """Side by side, centred on 0."""
    at = -(sum([widths[one] for one in row]) + gap * (len(row) - 1)) / 2
    for one in row:
        middle[one] = at + widths[one] / 2
        at += widths[one] + gap


def _move(
    web: Web,
    row: Sequence[int],
    neighbours: Sequence[Sequence[int]],
    widths: Sequence[float],
    gap: float,
    middle: list[float],
) -> None:
    """Move the points of one row towards the middle of their neighbours in the row before."""
    least: list[float] = []
    wishes: list[tuple[float, float]] = []
    edge = 0.0
    for one in row:
        least.append(edge + widths[one] / 2)
        edge += widths[one] + gap
        beside = neighbours[one]
        wish = sum([middle[other] for other in beside]) / len(beside) if beside else middle[one]
        weight = (STRAIGHT if web.is_trunk(one) else 1.0) if beside else 0.1
        wishes.append((wish - least[-1], weight))
    for one, at, offset in zip(row, isotonic(wishes), least, strict=True):
        middle[one] = at + offset


def isotonic(wishes: Sequence[tuple[float, float]]) -> list[float]:
    """The rising sequence that is nearest to ``wishes`` (wish, weight) by weighted least squares."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in wishes:
        size = 1
        while pools and pools[-1][0] >= value:
            other, heavy, several = pools.pop()
            value = (value * weight + other * heavy) / (weight + heavy)  # noqa: PLW2901 - the pool's
            weight += heavy  # noqa: PLW2901
            size += several
        pools.append((value, weight, size))
    return [value for value, _, size in pools for _ in range(size)]
