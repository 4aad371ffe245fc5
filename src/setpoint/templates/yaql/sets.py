"""Sets in an order of their values, not of their hashes, which differ from process to process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any


class Ordered(frozenset[Any]):
    """A set that is always walked in the same order."""

    def __iter__(self) -> Iterator[Any]:
        """In order."""
        return iter(self._items)

    @cached_property
    def _items(self) -> list[Any]:
        return in_order(super().__iter__())


def in_order(values: Iterable[Any]) -> list[Any]:
    """Numbers, then texts, then all others."""
    return sorted(values, key=_rank)


def _rank(value: Any) -> tuple[int, Any]:
    if isinstance(value, (int, float)):
        return (0, value)
    return (1, value) if isinstance(value, str) else (2, repr(value))
