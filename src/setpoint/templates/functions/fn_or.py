"""``Fn::Or``: whether any condition holds. A condition.

In AWSTemplateFormatVersion 2010-09-09.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.conditions import Junction

NAME: Final = "Fn::Or"

_OR = Junction(NAME, decisive=True)


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Compile every condition; one can settle it, whatever is not known yet."""
    return _OR.build(arguments, compiling, place)
