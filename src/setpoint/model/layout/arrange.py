"""Arranging boxes of given sizes: each connected part by itself, in rows; then the parts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from setpoint.model.layout.columns import columns
from setpoint.model.layout.order import order
from setpoint.model.layout.ranks import Pairs, downward, ranks, rows
from setpoint.model.layout.twins import between_blocks, blocks
from setpoint.model.layout.web import Web

GAP = 24.0
"""Between boxes of one row, and between parts."""
RISE = 44.0
"""Between rows: room for lines to bend in."""
CLOSE = 10.0
"""Between twins, and between them and their frame."""
TRUNK = 6.0
WIDER_THAN_HIGH = 1.8
NARROW = 360.0
"""Parts go side by side at least up to this width."""


class Size(NamedTuple):
    """Width and height, in pixels."""

    width: float
    height: float


class Line(NamedTuple):
    """A line downwards, in curves between the points at ``ends``: pairs of where it comes from and goes to.

    ``head`` says where its arrow is: "down", "up", "both", or "" for a part of a trunk that goes on.
    """

    points: tuple[tuple[float, float], ...]
    head: str = "down"


class Block(NamedTuple):
    """A frame without a name around boxes that lines do not tell apart: the top left corner, and the size."""

    left: float
    top: float
    size: Size


class Arrangement(NamedTuple):
    """Top left corners of all boxes, lines between them, the size of it all, and the frames around twins."""

    corners: list[tuple[float, float]]
    lines: list[Line]
    size: Size
    blocks: list[Block]

    def moved(self, x: float, y: float) -> Arrangement:
        """All of it further right by ``x``, and further down by ``y``."""
        if not (x or y):
            return self
        return Arrangement(
            [(left + x, top + y) for left, top in self.corners],
            [shifted(line, x, y) for line in self.lines],
            self.size,
            [Block(left + x, top + y, size) for left, top, size in self.blocks],
        )


def arrange(sizes: Sequence[Size], pairs: Pairs) -> Arrangement:
    """Place boxes of ``sizes``; ``pairs`` (upper, lower) name those of which the first stands on the second."""
    parts = _parts(len(sizes), pairs)
    done: dict[object, Arrangement] = {}  # large graphs consist of many small parts that are the same
    arranged = []
    for boxes, inside in parts:
        own = tuple([sizes[box] for box in boxes])
        key = (own, tuple(inside))
        if key not in done:
            done[key] = _part(own, inside)
        arranged.append(done[key])
    return _joined(len(sizes), [boxes for boxes, _ in parts], arranged, GAP)


def _joined(
    count: int, boxes: Sequence[Sequence[int]], arranged: Sequence[Arrangement], gap: float
) -> Arrangement:
    """Parts side by side, as one; ``boxes`` are the numbers that each part's boxes have in the whole."""
    offsets, size = _pack([one.size for one in arranged], gap)
    whole = Arrangement([(0.0, 0.0)] * count, [], size, [])
    for part, one, (x, y) in zip(boxes, arranged, offsets, strict=True):
        moved = one.moved(x, y)
        for box, corner in zip(part, moved.corners, strict=True):
            whole.corners[box] = corner
        whole.lines.extend(moved.lines)
        whole.blocks.extend(moved.blocks)
    return whole


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


def _pack(sizes: Sequence[Size], gap: float) -> tuple[list[tuple[float, float]], Size]:
    """Where each part goes, on shelves: high ones first, about as wide as it is pleasant to look at."""
    area = sum((one.width + gap) * (one.height + gap) for one in sizes)
    most = max(NARROW, *(one.width for one in sizes), sqrt(area * WIDER_THAN_HIGH))
    offsets = [(0.0, 0.0)] * len(sizes)
    x = y = shelf = widest = 0.0
    for number in sorted(range(len(sizes)), key=lambda one: -sizes[one].height):
        size = sizes[number]
        if x and x + size.width > most:
            x, y = 0.0, y + shelf + gap
            shelf = 0.0
        offsets[number] = (x, y)
        shelf = max(shelf, size.height)
        widest = max(widest, x + size.width)
        x += size.width + gap
    return offsets, Size(widest, y + shelf)


# --- one part


def _part(sizes: Sequence[Size], pairs: Pairs) -> Arrangement:
    """A connected part, twins as blocks."""
    if len(sizes) == 1:
        return _single(sizes[0])
    twins = blocks(len(sizes), pairs)
    if len(twins) == len(sizes):
        return _in_rows(sizes, pairs)
    inside = [_block([sizes[one] for one in several]) for several in twins]
    outside = _in_rows([one.size for one in inside], between_blocks(twins, pairs))
    corners = [(0.0, 0.0)] * len(sizes)
    for several, one, (x, y) in zip(twins, inside, outside.corners, strict=True):
        moved = one.moved(x, y)
        for box, corner in zip(several, moved.corners, strict=True):
            corners[box] = corner
        outside.blocks.extend(moved.blocks)
    return outside._replace(corners=corners)


def _single(size: Size) -> Arrangement:
    return Arrangement([(0.0, 0.0)], [], size, [])


def _block(sizes: Sequence[Size]) -> Arrangement:
    """Twins close together within a frame; one that has no twin stands for itself."""
    if len(sizes) == 1:
        return _single(sizes[0])
    each = [[number] for number in range(len(sizes))]
    inside = _joined(len(sizes), each, list(map(_single, sizes)), CLOSE).moved(CLOSE, CLOSE)
    size = Size(inside.size.width + 2 * CLOSE, inside.size.height + 2 * CLOSE)
    return Arrangement(inside.corners, [], size, [Block(0.0, 0.0, size)])


def _in_rows(sizes: Sequence[Size], pairs: Pairs) -> Arrangement:
    """A connected part, in rows of what stands on what."""
    count = len(sizes)
    turned = downward(count, pairs)
    rank = ranks(count, [(upper, lower) for upper, lower, _ in turned])
    web = Web(rows(rank, widest=max(8, int(1.5 * sqrt(count)))), turned)
    order(web)
    widths = [one.width for one in sizes] + [TRUNK] * (len(web.row) - count)
    middle = columns(web, widths, GAP)
    left = min(at - width / 2 for at, width in zip(middle, widths, strict=True))
    middle = [at - left for at in middle]
    return _drawn(web, sizes, middle, max(at + width / 2 for at, width in zip(middle, widths, strict=True)))


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
    return Arrangement(corners, links + straight, Size(width, tops[-1] - RISE), [])


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
        head = "" if self.web.is_trunk(lower) else self.web.heads.get((upper, lower), "down")
        return Line(tuple(points), head)

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
