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
    return opposite(NAME, arguments, compiling, place, place)


def opposite(name: str, condition: Any, compiling: Compiling, where: Place, place: Place) -> Any:
    """What the function ``name``, a call at ``place``, makes of the ``condition``, which stands at ``where``."""
    value = compiling.condition(condition, where).value
    return folded(compiling, Call(name, negation, value, place), place)
