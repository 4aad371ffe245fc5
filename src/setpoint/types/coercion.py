"""Single values as Heat coerces them: to a string, an integer, a number, a boolean.

Each function returns the value in normal form or raises ValueError with what it must be, in words that
continue "x ..." and do not quote the value. Stricter than Heat in one thing: a fraction is no integer,
where Heat cuts it off.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from setpoint.model.value import Plain
from setpoint.types.schema import Shape


def string(value: Plain) -> str:
    """A string; whole numbers and booleans become their text."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return str(value)
    raise ValueError(
        "must be a string: put the number in quotes" if isinstance(value, float) else "must be a string"
    )


def integer(value: Plain) -> int:
    """A whole number; text of digits becomes one."""
    try:
        if isinstance(value, (int, str)):
            return int(value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
    except ValueError:
        pass
    raise ValueError("must be an integer")


def number(value: Plain) -> int | float:
    """An integer or a float; text of either becomes one."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _finite(value)
    if isinstance(value, str):
        for kind in (int, float):
            try:
                return _finite(kind(value))
            except ValueError:
                continue
    raise ValueError("must be a number")


def boolean(value: Plain) -> bool:
    """True or false; those words in any case become it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.casefold() in ("true", "false"):
        return value.casefold() == "true"
    raise ValueError("must be true or false")


def _finite(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError("must be a finite number")
    return value


COERCIONS: dict[Shape, Callable[[Plain], Plain]] = {
    Shape.STRING: string,
    Shape.INTEGER: integer,
    Shape.NUMBER: number,
    Shape.BOOLEAN: boolean,
}
"""The function of each shape that is a single value."""

EXACT: dict[Shape, tuple[type, ...]] = {
    Shape.STRING: (str,),
    Shape.INTEGER: (int,),
    Shape.NUMBER: (int,),
    Shape.BOOLEAN: (bool,),
}
"""Types whose values are in normal form already (floats are not: they may be infinite)."""
