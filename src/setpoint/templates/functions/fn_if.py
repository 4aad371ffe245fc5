"""``Fn::If``: one value or another, by a condition.

In AWSTemplateFormatVersion 2010-09-09.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.if_ import THREE, choice

NAME: Final = "Fn::If"


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Compile the branch that the condition chooses; both, where it cannot be known yet."""
    return choice(NAME, 3, THREE, arguments, compiling, place)
