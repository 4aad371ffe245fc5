"""Single values as Heat coerces them: to a string, an integer, a number, a boolean.

Each function returns the value in normal form or raises ValueError with what it must be, in words that continue
"x ..." and do not quote the value. Stricter than Heat in two things: a fraction is no integer, where Heat cuts it off;
and a number is one that every reader of JSON understands.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from setpoint.model.value import Plain
from setpoint.types.schema import Shape

_LIMIT = 2**63

NO_INTEGER = "must be an integer"


def string(value: Plain) -> str:
    """A string; whole numbers and booleans become their text."""
    if isinstance(value, (str, int)):
        return str(value)
    raise ValueError(
        "must be a string: put the number in quotes" if isinstance(value, float) else "must be a string"
    )


def integer(value: Plain) -> int:
    """A whole number; text of digits becomes one."""
    found = _whole(value)
    if found is None:
        raise ValueError(NO_INTEGER)
    return int(_storable(found))


def number(value: Plain) -> int | float:
    """An integer or a float; text of either becomes one."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _storable(value)
    whole = _whole(value) if isinstance(value, str) else None
    return _storable(_fraction(value) if whole is None else whole)


def boolean(value: Plain) -> bool:
    """True or false; those words in any case become it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.casefold() in ("true", "false"):
        return value.casefold() == "true"
    raise ValueError("must be true or false")


def is_storable(number: float) -> bool:
    """Whether every reader of JSON understands the number: of 64 bits, and finite."""
    return -_LIMIT <= number < _LIMIT if isinstance(number, int) else math.isfinite(number)


def _storable(number: float) -> int | float:
    if not is_storable(number):
        raise ValueError("must be a finite number of at most 64 bits")
    return number


def _whole(value: Plain) -> int | None:
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    try:
        return int(value) if isinstance(value, (int, str)) else None
    except ValueError:
        return None


def _fraction(text: Plain) -> float:
    try:
        return float(text if isinstance(text, str) else "")
    except ValueError:
        raise ValueError("must be a number") from None


COERCIONS: dict[Shape, Callable[[Plain], Plain]] = {
    Shape.STRING: string,
    Shape.INTEGER: integer,
    Shape.NUMBER: number,
    Shape.BOOLEAN: boolean,
}
"""The function of each shape that is a single value."""

EXACT: dict[Shape, type | None] = {
    Shape.STRING: str,
    Shape.INTEGER: None,
    Shape.NUMBER: None,
    Shape.BOOLEAN: bool,
}
"""The type all of whose values are in normal form already, if there is one."""
