"""One connected part with its rows: boxes, the trunks that long lines run through, and who is joined to whom.

A trunk belongs to one box: all its lines lead to that box, or all come from there, so that none can be mistaken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

TRUNKS = 3
"""At most so many trunk points for each box: what is longer than that allows is drawn straight."""


class Web:
    """Rows of points, the top row first. Points below ``boxes`` are boxes, the others lie on trunks."""

    def __init__(self, rows: list[list[int]], pairs: Iterable[tuple[int, int, bool]]) -> None:
        """Thread ``pairs`` (upper, lower, turned) through ``rows``."""
        self.rows = rows
        self.boxes = sum(map(len, rows))
        self.row = [0] * self.boxes
        for number, row in enumerate(rows):
            for one in row:
                self.row[one] = number
        self.links: list[tuple[int, int]] = []
        """Joined points of neighbouring rows, upper first, each once."""
        self.straight: list[tuple[int, int, bool]] = []
        """Pairs that are drawn in one line, past whatever is between."""
        self.heads: dict[tuple[int, int], str] = {}
        """Where the arrows of a link between boxes are: "down" (the default), "up" or "both"."""
        self._thread(pairs)
        self.up: list[list[int]] = [[] for _ in self.row]
        self.down: list[list[int]] = [[] for _ in self.row]
        for upper, lower in self.links:
            self.down[upper].append(lower)
            self.up[lower].append(upper)

    def is_trunk(self, one: int) -> bool:
        """Whether a point lies on a trunk, rather than being a box."""
        return one >= self.boxes

    def _thread(self, pairs: Iterable[tuple[int, int, bool]]) -> None:
        long: list[tuple[int, int]] = []
        for upper, lower, turned in pairs:
            if self.row[lower] - self.row[upper] == 1:
                self._link(upper, lower, turned=turned)
            elif turned:
                self.straight.append((upper, lower, True))
            else:
                long.append((upper, lower))
        left = TRUNKS * self.boxes
        for root, ends in sorted(_bundles(long), key=lambda bundle: self._length(*bundle)):
            left -= self._length(root, ends)
            if left >= 0:
                self._grow(root, ends)
            else:
                self.straight += [(*self._falling(root, end), False) for end in ends]

    def _link(self, upper: int, lower: int, *, turned: bool) -> None:
        link, head = (upper, lower), "up" if turned else "down"
        if self.heads.setdefault(link, head) != head:
            self.heads[link] = "both"
        else:
            self.links.append(link)

    def _length(self, root: int, ends: Iterable[int]) -> int:
        return max(abs(self.row[root] - self.row[end]) for end in ends) - 1

    def _falling(self, one: int, other: int) -> tuple[int, int]:
        return (one, other) if self.row[one] < self.row[other] else (other, one)

    def _grow(self, root: int, ends: Sequence[int]) -> None:
        """Let a trunk grow from ``root``, up or down, and join each of ``ends`` to it in the row just before."""
        step = 1 if self.row[ends[0]] > self.row[root] else -1
        last = root
        trunk: dict[int, int] = {}
        for number in range(self._length(root, ends)):
            row = self.row[root] + step * (number + 1)
            trunk[row] = len(self.row)
            self.row.append(row)
            self.rows[row].append(trunk[row])
            self.links.append(self._falling(last, trunk[row]))
            last = trunk[row]
        self.links += [self._falling(trunk[self.row[end] - step], end) for end in ends]


def _bundles(pairs: Sequence[tuple[int, int]]) -> Iterable[tuple[int, list[int]]]:
    """Long pairs by the box that their trunk grows from: of its two ends the one that has more of them."""
    fans = Counter(upper for upper, _ in pairs)
    falls = Counter(lower for _, lower in pairs)
    found: dict[tuple[int, bool], list[int]] = {}
    for upper, lower in pairs:
        grows_down = fans[upper] > falls[lower]
        root, end = (upper, lower) if grows_down else (lower, upper)
        found.setdefault((root, grows_down), []).append(end)
    return [(root, ends) for (root, _), ends in found.items()]
