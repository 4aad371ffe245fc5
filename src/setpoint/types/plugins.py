"""What other distributions bring, by entry-point group. Looked at only when nothing of ours has the name."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any


def load(group: str, name: str) -> Iterator[Any]:
    """Yield the objects that distributions offer under ``name``, first installed first."""
    for entry in _entries(group):
        if entry.name == name:
            yield entry.load()


def names(group: str) -> frozenset[str]:
    """Return the names that distributions offer in ``group``."""
    return frozenset(entry.name for entry in _entries(group))


@functools.cache
def _entries(group: str) -> Any:
    from importlib.metadata import entry_points  # noqa: PLC0415  # 30 ms that few need

    return entry_points(group=group)
