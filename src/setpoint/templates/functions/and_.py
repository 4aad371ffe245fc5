"""``and``: whether all conditions hold (HOT guide, "and"). A condition."""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.conditions import Junction

NAME: Final = "and"

_AND = Junction(NAME, decisive=False)


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Compile every condition; one that is false settles it, whatever is not known yet."""
    return _AND.build(arguments, compiling, place)
