"""The colours of a status, for pictures: dark text on a light fill, with a contrast above 7 to 1 (WCAG AAA)."""

from __future__ import annotations

from typing import NamedTuple


class Tone(NamedTuple):
    """Fill, line and text, as ``#rrggbb``."""

    fill: str
    line: str
    text: str


PLAIN = Tone("#f6f8fa", "#57606a", "#1f2328")
"""Where nothing has been made, or nothing is known."""

_BY_STATUS = {
    "COMPLETE": Tone("#e6f4ea", "#1a7f37", "#0b3d1c"),
    "FAILED": Tone("#fdeaea", "#b42318", "#5c0d0d"),
    "IN_PROGRESS": Tone("#fff3d1", "#9a6700", "#4a3000"),
}
_ASLEEP = Tone("#e7eefc", "#3454a4", "#142a5c")


def tone(status: str) -> Tone:
    """The colours of a status in Heat's words: ``CREATE_COMPLETE``."""
    if status == "SUSPEND_COMPLETE":
        return _ASLEEP
    return next((tone for word, tone in _BY_STATUS.items() if status.endswith(word)), PLAIN)
