"""Arranging boxes of given sizes: each connected part by itself, in rows; then the parts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from setpoint.model.layout.columns import columns
from setpoint.model.layout.order import order
from setpoint.model.layout.ranks import Pairs, downward, ranks, rows
from setpoint.model.layout.web import Web

GAP = 24.0
"""Between boxes of one row, and between parts."""
RISE = 44.0
"""Between rows: room for lines to bend in."""
TRUNK = 6.0
WIDER_THAN_HIGH = 1.8


class Size(NamedTuple):
    """Width and height, in pixels."""

    width: float
    height: float


class Line(NamedTuple):
    """A line downwards, in curves between the points at ``ends``: pairs of where it comes from and goes to.

    ``head`` says where its arrow is: "down", "up", or "" for a part of a trunk that goes on.
    """

    points: tuple[tuple[float, float], ...]
    head: str = "down"


class Arrangement(NamedTuple):
    """Top left corners of all boxes, lines between them, and the size of it all."""

    corners: list[tuple[float, float]]
    lines: list[Line]
    size: Size


def arrange(sizes: Sequence[Size], pairs: Pairs) -> Arrangement:
    """Place boxes of ``sizes``; ``pairs`` (upper, lower) name those of which the first stands on the second."""
    parts = _parts(len(sizes), pairs)
    arranged = [_part(sizes, boxes, inside) for boxes, inside in parts]
    offsets, size = _pack([one.size for one in arranged])
    corners = [(0.0, 0.0)] * len(sizes)
    lines: list[Line] = []
    for (boxes, _), one, (x, y) in zip(parts, arranged, offsets, strict=True):
        for box, (left, top) in zip(boxes, one.corners, strict=True):
            corners[box] = (left + x, top + y)
        lines += [shifted(line, x, y) for line in one.lines]
    return Arrangement(corners, lines, size)


def shifted(line: Line, x: float, y: float) -> Line:
    """``line`` moved right by ``x`` and down by ``y``."""
    return Line(tuple([(left + x, top + y) for left, top in line.points]), line.head)


# --- parts


def _parts(count: int, pairs: Pairs) -> list[tuple[list[int], list[tuple[int, int]]]]:
    """Connected parts: their boxes, and their pairs numbered within the part."""
    beside: list[list[int]] = [[] for _ in range(count)]
    for upper, lower in pairs:
        beside[upper].append(lower)
        beside[lower].append(upper)
    part_of = [-1] * count
    number = [0] * count
    parts: list[tuple[list[int], list[tuple[int, int]]]] = []
    for start in range(count):
        if part_of[start] < 0:
            boxes = _reach(start, beside, part_of, len(parts))
            for within, box in enumerate(boxes):
                number[box] = within
            parts.append((boxes, []))
    for upper, lower in pairs:
        parts[part_of[upper]][1].append((number[upper], number[lower]))
    return parts


def _reach(start: int, beside: Sequence[Sequence[int]], part_of: list[int], part: int) -> list[int]:
    part_of[start] = part
    boxes = [start]
    for one in boxes:
        for other in beside[one]:
            if part_of[other] < 0:
                part_of[other] = part
                boxes.append(other)
    boxes.sort()
    return boxes


def _pack(sizes: Sequence[Size]) -> tuple[list[tuple[float, float]], Size]:
    """Where each part goes, on shelves: high ones first, about as wide as it is pleasant to look at."""
    area = sum((one.width + GAP) * (one.height + GAP) for one in sizes)
    most = max(max((one.width for one in sizes), default=0.0), sqrt(area * WIDER_THAN_HIGH))
    offsets = [(0.0, 0.0)] * len(sizes)
    x = y = shelf = widest = 0.0
    for number in sorted(range(len(sizes)), key=lambda one: -sizes[one].height):
        size = sizes[number]
        if x and x + size.width > most:
            x, y = 0.0, y + shelf + GAP
            shelf = 0.0
        offsets[number] = (x, y)
        shelf = max(shelf, size.height)
        widest = max(widest, x + size.width)
        x += size.width + GAP
    return offsets, Size(widest, y + shelf)


# --- one part


def _part(sizes: Sequence[Size], boxes: Sequence[int], pairs: Pairs) -> Arrangement:
    own = [sizes[box] for box in boxes]
    if len(own) == 1:
        return Arrangement([(0.0, 0.0)], [], own[0])
    turned = downward(len(own), pairs)
    rank = ranks(len(own), [(upper, lower) for upper, lower, _ in turned])
    web = Web(rows(rank, widest=max(8, int(1.5 * sqrt(len(own))))), turned)
    order(web)
    widths = [one.width for one in own] + [TRUNK] * (len(web.row) - len(own))
    middle = columns(web, widths, GAP)
    left = min(at - width / 2 for at, width in zip(middle, widths, strict=True))
    middle = [at - left for at in middle]
    return _drawn(web, own, middle, max(at + width / 2 for at, width in zip(middle, widths, strict=True)))


def _drawn(web: Web, sizes: Sequence[Size], middle: Sequence[float], width: float) -> Arrangement:
    heights = [max((sizes[one].height for one in row if one < web.boxes), default=0.0) for row in web.rows]
    tops = [0.0]
    for height in heights:
        tops.append(tops[-1] + height + RISE)
    corners = []
    for one, size in enumerate(sizes):
        row = web.row[one]
        corners.append((middle[one] - size.width / 2, tops[row] + (heights[row] - size.height) / 2))
    lines = _Lines(web, sizes, middle, corners, tops, heights)
    links = [lines.link(upper, lower) for upper, lower in web.links]
    straight = [
        lines.straight(upper, lower, "up" if turned else "down") for upper, lower, turned in web.straight
    ]
    return Arrangement(corners, links + straight, Size(width, tops[-1] - RISE))


class _Lines(NamedTuple):
    web: Web
    sizes: Sequence[Size]
    middle: Sequence[float]
    corners: Sequence[tuple[float, float]]
    tops: Sequence[float]
    heights: Sequence[float]

    def link(self, upper: int, lower: int) -> Line:
        """From one row to the next."""
        points = [*self._foot(upper), *self._head(lower)]
        if self.web.is_trunk(lower):
            points.append((self.middle[lower], self._bottom(lower)))
        if (upper, lower) in self.web.turned:
            return Line(tuple(points), "up")
        return Line(tuple(points), "" if self.web.is_trunk(lower) else "down")

    def straight(self, upper: int, lower: int, head: str) -> Line:
        """From row to row, past everything between."""
        return Line((*self._foot(upper), *self._head(lower)), head)

    def _bottom(self, one: int) -> float:
        """The lower edge of the row that a point stands in."""
        row = self.web.row[one]
        return self.tops[row] + self.heights[row]

    def _foot(self, one: int) -> list[tuple[float, float]]:
        """The way out of a box, down to the lower edge of its row."""
        x, edge = self.middle[one], (self.middle[one], self._bottom(one))
        if self.web.is_trunk(one):
            return [edge]
        return [(x, self.corners[one][1] + self.sizes[one].height), edge]

    def _head(self, one: int) -> list[tuple[float, float]]:
        """The way into a box, from the upper edge of its row."""
        edge = (self.middle[one], self.tops[self.web.row[one]])
        return [edge] if self.web.is_trunk(one) else [edge, (self.middle[one], self.corners[one][1])]
