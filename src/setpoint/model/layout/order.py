"""In which order the points of each row stand, so that few lines cross: barycentres, swept down and up."""

from __future__ import annotations

from collections.abc import Sequence

from setpoint.model.layout.web import Web

SWEEPS = 4


def order(web: Web) -> None:
    """Sort the rows of ``web`` in place."""
    _keep_together(web)
    place = [0.0] * len(web.row)
    for row in web.rows:
        _number(row, place)
    above, below = _straight(web, web.up), _straight(web, web.down)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in web.rows if down else reversed(web.rows):
            _sort(row, above if down else below, place)


def _straight(web: Web, neighbours: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    """The neighbours of each point; of one within a trunk only the next point of that trunk."""
    return [
        [other for other in beside if web.is_trunk(one) and web.is_trunk(other)] or beside
        for one, beside in enumerate(neighbours)
    ]


def _keep_together(web: Web) -> None:
    """Order by a walk in depth from the top, so that what hangs together starts side by side."""
    first: dict[int, int] = {}
    for start in (one for row in web.rows for one in row):
        stack = [start]
        while stack:
            one = stack.pop()
            if one not in first:
                first[one] = len(first)
                stack += [lower for lower in reversed(web.down[one]) if lower not in first]
    for row in web.rows:
        row.sort(key=first.__getitem__)
        row[:] = _trunks_in_the_middle(web, row)


def _trunks_in_the_middle(web: Web, row: Sequence[int]) -> list[int]:
    """Where nothing else decides, a trunk runs through the middle of the boxes that it serves."""
    boxes = [one for one in row if not web.is_trunk(one)]
    half = len(boxes) // 2
    return [*boxes[:half], *filter(web.is_trunk, row), *boxes[half:]]


def _sort(row: list[int], neighbours: Sequence[Sequence[int]], place: list[float]) -> None:
    centre = {}
    for one in row:
        beside = neighbours[one]
        if len(beside) > 1:
            centre[one] = round(sum([place[other] for other in beside]) / len(beside), 9)
        else:
            centre[one] = place[beside[0]] if beside else place[one]
    row.sort(key=centre.__getitem__)
    _number(row, place)


def _number(row: Sequence[int], place: list[float]) -> None:
    """Places between 0 and 1, so that rows of different lengths can be compared; rounded, so that equals are equal."""
    size = len(row)
    for number, one in enumerate(row):
        place[one] = round((number + 0.5) / size, 9)
