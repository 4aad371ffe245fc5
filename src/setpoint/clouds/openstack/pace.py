"""When to look again at what is on its way: often at first, seldom at what takes long, and all together.

The times lie on grids that contain each other, so that everything that waits for one kind of thing is looked at by the
same list call. Where the cloud tells of changes by itself, looking is only there for what it may have failed to tell.
"""

from __future__ import annotations

import math
from collections import deque

SHORTEST = 0.5
"""Seconds between two looks at one kind of thing, at least, where nobody tells of changes."""

A_SECOND = 2
"""How many looks at one kind of thing there may be within a second, whoever tells of whatever."""

STEPS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds between two looks; each but the last is a multiple of the one before."""

PATIENCE = 0.1
"""How much later than it was ready a thing may be seen to be, as a part of the time that nothing was ready."""

TOLD = 16.0
"""Seconds between two looks, at least, where the cloud tells of changes."""

FIRST = 2.0
"""Seconds to the first look, at most, where it does: it may have told while nobody knew yet what was told of."""

LANDING = 1.0
"""Seconds between two looks, at most, while one after the other is seen to be ready."""

BEGUN = 0.25
"""Seconds for which what was begun is certain to be on its way."""


class Pace:
    """The next look, for everything that waits in one region. Times are in seconds since the epoch."""

    def __init__(self) -> None:
        """Nobody tells of changes yet."""
        self.is_told = False
        """Whether the cloud tells of changes by itself just now."""
        self._looked: dict[str, deque[float]] = {}
        self._landed: dict[str, float] = {}

    def too_soon(self, kind: str, now: float) -> float | None:
        """When ``kind`` may be looked at next, where that is not now; else the look is noted."""
        looked = self._looked.setdefault(kind, deque((0.0,) * A_SECOND, maxlen=A_SECOND))
        free = looked[0] + 1.0
        if now < free - 0.001:
            return free
        looked.append(now)
        return None

    def just_begun(self, now: float, since: float) -> float | None:
        """When to look first at what has been on its way since ``since``, where it is too early for that."""
        if now - since > BEGUN:
            return None
        return _on_grid(now, FIRST if self.is_told else SHORTEST)

    def landed(self, kind: str, now: float) -> None:
        """One of ``kind`` was seen to be ready: others will soon be, for services do one after the other."""
        self._landed[kind] = now

    def next_look(self, kind: str, now: float, since: float) -> float:
        """When to look again at one of ``kind`` that has been on its way since ``since``."""
        waited = now - max(since, self._landed.get(kind, 0.0))
        often = max(PATIENCE * waited, min(PATIENCE * (now - since), LANDING))
        wanted = max(often, TOLD if self.is_told else SHORTEST)
        return _on_grid(now, max((one for one in STEPS if one <= wanted), default=SHORTEST))


def _on_grid(now: float, step: float) -> float:
    """The next time of a grid."""
    return (math.floor(now / step + 1e-6) + 1) * step
