"""``equals``: whether two values are equal (HOT guide, "equals"). A condition."""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.arguments import Items
from setpoint.templates.functions.calls import Strict

NAME: Final = "equals"

SHAPE = Items("[value, value]", 2, 2)


def equals(arguments: Any) -> bool:
    """Compare. As in Heat ``1`` equals ``1.0`` and ``true``, and no text equals a number."""
    one, other = SHAPE.of(arguments)
    return bool(one == other)


build = Strict(NAME, equals, SHAPE).build
