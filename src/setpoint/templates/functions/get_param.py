"""``get_param``: the value of a parameter, and the way into it (HOT guide, "get_param"). Also in conditions.

A way that leads nowhere gives the empty text, as in Heat.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.expression import Expression, ListOf, list_of
from setpoint.model.place import Place
from setpoint.model.value import Sensitive, Unknown
from setpoint.templates.compiling import Broken, Compiling
from setpoint.templates.functions.arguments import described
from setpoint.templates.functions.calls import Arranging, folded

NAME: Final = "get_param"

FORM = "get_param: name or get_param: [name, key or index, ...]"


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Look the parameter up; its name must be known while compiling, the way into it need not be."""
    found = compiling.value(arguments, place)
    items = found.items if isinstance(found, ListOf) else found
    name, *path = items if isinstance(items, list) and items else [items]
    if isinstance(name, Expression):
        return _unknown_name(name, compiling, place)
    if not isinstance(name, str) or not name:
        return compiling.refuse(f"get_param: a name is needed, not {described(name)}; write {FORM}", place)
    value = compiling.parameter(name, place)
    if not path:
        return value
    return folded(compiling, Arranging(NAME, way_in, list_of([value, *path]), place), place)


def _unknown_name(name: Expression, compiling: Compiling, place: Place) -> Any:
    if isinstance(name, Broken):
        return name
    return compiling.refuse("get_param: the parameter's name must be known when the template is read", place)


def way_in(arguments: Any) -> Any:
    """What ``[value, key or index, ...]`` leads to; the empty text when it leads nowhere."""
    value, *path = arguments
    try:
        for step in path:
            value = _step(value, step)
    except (LookupError, TypeError):
        return ""
    return value


def _step(value: Any, step: Any) -> Any:
    _look_into(value, step)
    if not isinstance(step, (str, int)):
        raise TypeError(step)
    return value[step if isinstance(value, dict) else _index(step)]


def _look_into(*parts: Any) -> None:
    if any(isinstance(part, (Sensitive, Unknown)) for part in parts):
        raise ValueError("the way leads through what is not known yet, or secret")


def _index(step: str | int) -> int:
    try:
        return int(step)
    except ValueError:
        raise TypeError(step) from None
