"""``Fn::Not``: whether a condition does not hold. A condition.

In AWSTemplateFormatVersion 2010-09-09.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.not_ import opposite

NAME: Final = "Fn::Not"


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Compile the condition, the only item of a list, and turn it round."""
    if not isinstance(arguments, list) or len(arguments) != 1:
        return compiling.refuse(f"{NAME}: it takes one condition; write [condition]", place)
    return opposite(NAME, arguments[0], compiling, compiling.place_of(arguments, 0), place)
