"""``Fn::Replace``: a text with placeholders filled in.

In CloudFormation's language, and in HOT 2013-05-23. As ``str_replace``.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.arguments import Items
from setpoint.templates.functions.calls import Strict
from setpoint.templates.functions.placeholders import fill
from setpoint.templates.functions.texts import scalar_text

NAME: Final = "Fn::Replace"

SHAPE = Items("[{placeholder: value, ...}, text]", 2, 2)


def replace(arguments: Any) -> str:
    """Fill in texts, numbers and booleans."""
    values, template = SHAPE.of(arguments)
    return fill(template, values, scalar_text).text


build = Strict(NAME, replace, SHAPE).build
