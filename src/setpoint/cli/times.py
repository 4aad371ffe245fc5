"""Times as people read them: how long ago, and for how long."""

from __future__ import annotations

import time
from datetime import datetime

_UNITS = ((1, "s"), (60, "min"), (3600, "h"), (86_400, "days"))


def span(seconds: float) -> str:
    """A length of time in one unit: ``0.4 s``, ``12 s``, ``3 min``, ``2 h``, ``5 days``."""
    seconds = max(0.0, seconds)
    if seconds < 10:
        return f"{seconds:.1f} s"
    size, unit = max((one for one in _UNITS if seconds >= one[0] * 2), default=_UNITS[0])
    return f"{seconds / size:.0f} {unit}"


def ago(at: float, now: float | None = None) -> str:
    """``3 min ago``; a dash for 0, which stands for never."""
    return f"{span((time.time() if now is None else now) - at)} ago" if at else "-"


def clock(at: float) -> str:
    """A moment by this machine's clock: ``2026-11-20 21:30:05``."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
