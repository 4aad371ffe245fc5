"""``str_replace_strict``: as ``str_replace``, but every placeholder must occur in the template (HOT guide)."""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.calls import Strict
from setpoint.templates.functions.placeholders import Filled, fill
from setpoint.templates.functions.str_replace import SHAPE
from setpoint.templates.functions.texts import value_text

NAME: Final = "str_replace_strict"


def replace_strictly(arguments: Any) -> str:
    """Fill in any values; ValueError naming the placeholders that the template does not have."""
    form = SHAPE.of(arguments)
    return without_idle(fill(form["template"], form["params"], value_text))


def without_idle(filled: Filled) -> str:
    """The text, when every placeholder was found in it."""
    if filled.idle:
        raise ValueError(f"the template does not have {', '.join(filled.idle)}")
    return filled.text


build = Strict(NAME, replace_strictly, SHAPE).build
