"""The way into an attribute's value: what the further arguments of ``get_attr`` choose from it (HOT guide)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from setpoint.model.value import Sensitive, Unknown, Value


def select(value: Value, path: Sequence[Any]) -> Value:
    """The part of ``value`` that ``path`` (keys and indices) leads to; None when it leads nowhere, as in Heat.

    What lies within a secret is a secret, and within an unknown value is unknown.
    """
    for number, step in enumerate(path):
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Sensitive):
            found = select(value.reveal(), path[number:])
            return None if found is None else Sensitive(found)
        value = _step(value, step)
    return value


def _step(value: Any, step: Any) -> Any:
    if isinstance(value, dict):
        return value.get(step) if isinstance(step, (str, int)) else None
    if isinstance(value, (list, str)) and isinstance(step, int) and -len(value) <= step < len(value):
        return value[step]
    return None
