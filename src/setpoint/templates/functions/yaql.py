"""``yaql``: what an expression of the YAQL language makes of data (HOT guide, "yaql"). Also a condition.

The library is slow to import, so that it is imported when a template has such an expression.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.arguments import Keys, a_text
from setpoint.templates.functions.calls import Strict
from setpoint.templates.limits import YAQL_EXPRESSION

NAME: Final = "yaql"

SHAPE = Keys("{expression: text, data: {name: value, ...}}", ("expression",), ("data",))


def evaluated(arguments: Any) -> Any:
    """Evaluate the expression; ``$.data`` is the data."""
    from setpoint.templates.yaql import engine  # noqa: PLC0415 - see above

    form = SHAPE.of(arguments)
    return engine.evaluate(_expression(form["expression"]), form.get("data", {}))


def _expression(value: Any) -> str:
    expression = a_text(value, "the expression")
    if len(expression) > YAQL_EXPRESSION:
        raise ValueError(f"the expression is longer than {YAQL_EXPRESSION:,} characters")
    return expression


_CALL = Strict(NAME, evaluated, SHAPE)


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Compile a call; an expression that cannot be parsed is told, whether its data are known or not."""
    written = arguments.get("expression") if isinstance(arguments, dict) else None
    if isinstance(written, str):
        try:
            _parse(written)
        except ValueError as problem:
            return compiling.refuse(f"yaql: {problem}", compiling.place_of(arguments, "expression"))
    return _CALL.build(arguments, compiling, place)


def _parse(written: str) -> None:
    from setpoint.templates.yaql import engine  # noqa: PLC0415 - see above

    engine.parse(_expression(written))
