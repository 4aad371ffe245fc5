"""``contains``: whether a value is in a list, or a text in a text (HOT guide, "contains"). Also a condition."""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.arguments import Items, a_list, a_text
from setpoint.templates.functions.calls import Strict

NAME: Final = "contains"

SHAPE = Items("[value, [item, ...]]", 2, 2)


def contains(arguments: Any) -> bool:
    """Whether the first argument is in the second."""
    value, items = SHAPE.of(arguments)
    if isinstance(items, str):
        return a_text(value, "what is looked for in a text") in items
    return value in a_list(items, "what it looks into")


build = Strict(NAME, contains, SHAPE).build
