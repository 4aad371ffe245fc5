"""``Fn::Split``: the parts of a text between delimiters.

In CloudFormation's language, and in HOT 2013-05-23.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.arguments import Items, a_text
from setpoint.templates.functions.calls import Strict

NAME: Final = "Fn::Split"

SHAPE = Items("[delimiter, text]", 2, 2)


def split(arguments: Any) -> list[str]:
    """Split the text."""
    delimiter, value = SHAPE.of(arguments)
    if not a_text(delimiter, "the delimiter"):
        raise ValueError("the delimiter must not be empty")
    return a_text(value, "what it splits").split(delimiter)


build = Strict(NAME, split, SHAPE).build
