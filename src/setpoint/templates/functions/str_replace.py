"""``str_replace``: a text with placeholders filled in (HOT guide, "str_replace").

Until 2015-04-30 values are texts, numbers and booleans; from 2015-10-15 on lists and maps are written as JSON.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.arguments import Keys
from setpoint.templates.functions.calls import Strict
from setpoint.templates.functions.placeholders import fill
from setpoint.templates.functions.texts import scalar_text, value_text

NAME: Final = "str_replace"

SHAPE = Keys("{template: text, params: {placeholder: value, ...}}", ("template", "params"), is_lenient=True)


def replace_scalars(arguments: Any) -> str:
    """Fill in texts, numbers and booleans."""
    form = SHAPE.of(arguments)
    return fill(form["template"], form["params"], scalar_text).text


def replace_values(arguments: Any) -> str:
    """Fill in any values."""
    form = SHAPE.of(arguments)
    return fill(form["template"], form["params"], value_text).text


_OLD = Strict(NAME, replace_scalars, SHAPE)
_NEW = Strict(NAME, replace_values, SHAPE)


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Compile a call by the rules of the text's version."""
    return (_NEW if compiling.version >= "2015-10-15" else _OLD).build(arguments, compiling, place)
