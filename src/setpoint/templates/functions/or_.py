"""``or``: whether any condition holds (HOT guide, "or"). A condition."""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.conditions import Junction

NAME: Final = "or"

_OR = Junction(NAME, decisive=True)


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Compile every condition; one that is true settles it, whatever is not known yet."""
    return _OR.build(arguments, compiling, place)
