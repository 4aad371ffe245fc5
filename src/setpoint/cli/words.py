"""Words as they may be printed, and how wide they are: nothing from templates or clouds can steer a terminal."""

from __future__ import annotations

import unicodedata


def one_line(value: str) -> str:
    """``value`` without anything that would leave its line or steer a terminal."""
    return printable(value).replace("\n", " ")


def printable(value: str) -> str:
    """``value`` with tabs as spaces, and what cannot be printed as a replacement character."""
    if value.isprintable():
        return value
    return "".join(
        one if one.isprintable() or one == "\n" else " " if one == "\t" else "\ufffd" for one in value
    )


def elapsed(seconds: float) -> str:
    """A time in words: ``0.8 s``, ``12 s``, ``3:05``, ``1:00:00``."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def wide(value: str) -> int:
    """How many columns of a terminal ``value`` takes."""
    if value.isascii():
        return len(value)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in value
    )


def padded(value: str, width: int) -> str:
    """``value`` with blanks after it, up to ``width`` columns."""
    return value + " " * (width - wide(value))
