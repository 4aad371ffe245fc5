"""When two values are the same: a key to look values up by, so that finding one in many takes one step."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any


def same_key(value: Any) -> Hashable:
    """Equal for values that are equal, and for no others; ``1``, ``1.0`` and ``true`` are equal, as in Heat."""
    if isinstance(value, list):
        return ("list", *map(same_key, value))
    if isinstance(value, dict):
        return ("map", frozenset((key, same_key(item)) for key, item in value.items()))
    return ("", value)
