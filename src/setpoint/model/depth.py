"""How deep lists and maps stand within each other: what is too deep breaks whoever follows it down."""

from __future__ import annotations

from setpoint.model.value import Plain

DEEPEST = 128
"""Lists and maps within each other in what comes from outside: those of a template, and what may stand around it."""


def is_deeper(value: Plain, most: int = DEEPEST) -> bool:
    """Whether lists and maps, as JSON has them, stand more than ``most`` deep within each other."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _depth in range(most):
        level = [
            inner
            for one in level
            for inner in (one.values() if type(one) is dict else one)
            if type(inner) is dict or type(inner) is list
        ]
        if not level:
            return False
    return bool(level)
