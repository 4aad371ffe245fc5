"""``str_replace_vstrict``: as ``str_replace_strict``, and no value may be missing or empty (HOT guide)."""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.calls import Strict
from setpoint.templates.functions.placeholders import fill
from setpoint.templates.functions.str_replace import SHAPE
from setpoint.templates.functions.str_replace_strict import without_idle
from setpoint.templates.functions.texts import value_text

NAME: Final = "str_replace_vstrict"


def replace_very_strictly(arguments: Any) -> str:
    """Fill in values that say something; ValueError for those that do not."""
    form = SHAPE.of(arguments)
    return without_idle(fill(form["template"], form["params"], _full_text))


def _full_text(value: Any) -> str:
    if value is None or value in ("", [], {}):
        raise ValueError("it is empty")
    return value_text(value)


build = Strict(NAME, replace_very_strictly, SHAPE).build
