"""Making text from values, within bounds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from setpoint.templates.functions.arguments import described
from setpoint.templates.limits import MAX_TEXT


def as_json(value: Any) -> str:
    """A list or map as HOT writes it into text: JSON with sorted keys and a blank after each comma and colon."""
    return json.dumps(value, sort_keys=True)


def scalar_text(value: Any) -> str:
    """Text of a text, number or boolean (``True``, as HOT writes it), and of nothing: the empty text."""
    if value is None:
        return ""
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ValueError(f"{described(value)} cannot be put into text in this version of the language")


def value_text(value: Any) -> str:
    """As :func:`scalar_text`; lists and maps as JSON."""
    return as_json(value) if isinstance(value, (list, dict)) else scalar_text(value)


def joined(delimiter: str, pieces: Iterable[str]) -> str:
    """``pieces`` with ``delimiter`` between them; ValueError when that would be too much."""
    parts = list(pieces)
    within_bounds(sum(map(len, parts)) + len(delimiter) * max(len(parts) - 1, 0))
    return delimiter.join(parts)


def within_bounds(characters: int) -> None:
    """ValueError when a result of so many characters is too much."""
    if characters > MAX_TEXT:
        raise ValueError(f"the text would have {characters:,} characters, more than the {MAX_TEXT:,} allowed")
