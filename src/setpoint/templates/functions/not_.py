"""``not``: whether a condition does not hold (HOT guide, "not"). A condition."""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.expression import Call
from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.calls import folded
from setpoint.templates.functions.conditions import truth

NAME: Final = "not"


def negation(condition: Any) -> bool:
    """The opposite."""
    return not truth(condition)


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Compile the condition and turn it round."""
    if arguments is None:
        return compiling.refuse("not: it has no condition; write not: condition", place)
    return folded(compiling, Call(NAME, negation, compiling.condition(arguments, place).value, place), place)
