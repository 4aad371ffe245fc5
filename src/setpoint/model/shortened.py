"""Values in a few words: what changed within them, cut to what fits in a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from setpoint.model.value import Plain

_LONGEST = 40
_CONTEXT = 8
_MOST = 5

ABSENT: Any = object()
"""Stands for what is not there on one side of a change."""


def differences(name: str, old: Plain, new: Plain) -> Iterator[str]:
    """Where within ``name`` the values differ, as ``path old -> new``, the first few of them.

    Paths read as ``environment.PORT`` and ``rules[2].port``. Parts that are alike are left out.
    """
    found = _differing(name, old, new)
    for path, before, after in islice(found, _MOST):
        shown_before, shown_after = _pair(before, after)
        yield f"{path} {shown_before} -> {shown_after}"
    more = sum(1 for _ in found)
    if more:
        yield f"and {more:,} more in {name}"


def _differing(path: str, old: Plain, new: Plain) -> Iterator[tuple[str, Plain, Plain]]:
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        for key in {**old, **new}:
            before, after = old.get(key, ABSENT), new.get(key, ABSENT)
            if before != after:
                yield from _differing(f"{path}.{key}", before, after)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                yield from _differing(f"{path}[{number}]", before, after)
    else:
        yield path, old, new


def _pair(old: Plain, new: Plain) -> tuple[str, str]:
    """Both sides, shortened so that what differs can be seen."""
    if not (isinstance(old, str) and isinstance(new, str)):
        return _cut(in_full(old), 0), _cut(in_full(new), 0)
    start = 0 if max(len(old), len(new)) <= _LONGEST else max(0, _alike(old, new) - _CONTEXT)
    return in_full(_cut(old, start)), in_full(_cut(new, start))


def _alike(before: str, after: str) -> int:
    """How many characters both begin with."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def _cut(text: str, start: int) -> str:
    if len(text) <= _LONGEST:
        return text
    start = min(start, max(0, len(text) - _LONGEST))
    end = start + _LONGEST
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def in_full(value: Plain) -> str:
    """``value`` as it is written in templates where that is unmistakable, else as JSON."""
    if value is ABSENT or value is None:
        return "(not set)"
    if isinstance(value, str) and _is_plain_word(value):
        return value
    ascii_only = isinstance(value, str) and not value.isprintable()
    return json.dumps(value, ensure_ascii=ascii_only, default=str)


def _is_plain_word(text: str) -> bool:
    """Whether the text can stand without quotes: no blanks, no other JSON value."""
    if text.startswith("(known after "):
        return True
    if not text.isprintable() or not text or any(one in text for one in " \"'{}[],"):
        return False
    return not _reads_as_json(text)


def _reads_as_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
