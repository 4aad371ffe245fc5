"""The library's functions, each with a guard: what it is given is looked at before, what it makes after.

Some could make too much, or take too long, in a single call: before these, a check says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from yaql.language import contexts, yaqltypes

from setpoint.templates.limits import YAQL_ITEMS
from setpoint.templates.yaql.budget import CURRENT, small
from setpoint.templates.yaql.sets import in_order

Payload = Callable[..., Any]


class Guarded(contexts.Context):  # type: ignore[misc] # the library carries no types
    """A context that guards every function which is registered in it."""

    @staticmethod
    def _import_function_definition(definition: Any) -> Any:
        guarded = definition.clone()
        guarded.payload = _guarded(
            definition.payload,
            check=_CHECKS.get(definition.name, _nothing),
            finish=_FINISHES.get(definition.name, _as_it_is),
            walks=any(_is_walked(one.value_type) for one in definition.parameters.values()),
        )
        return guarded


def _is_walked(wanted: Any) -> bool:
    is_iterator = isinstance(wanted, yaqltypes.PythonType) and wanted.python_type is Iterator
    return is_iterator or isinstance(wanted, yaqltypes.Iterable)


def _guarded(
    payload: Payload, *, check: Callable[..., None], finish: Callable[[Any], Any], walks: bool
) -> Payload:
    def call(*arguments: Any, **named: Any) -> Any:
        budget = CURRENT.get()
        for one in (*arguments, *named.values()):
            budget.seen(one)
        check(*arguments, *named.values())
        if walks:
            arguments = tuple(budget.paying(one) if isinstance(one, Iterator) else one for one in arguments)
        return budget.made(finish(payload(*arguments, **named)))

    return call


def _nothing(*_arguments: Any) -> None:
    """Most functions need no check."""


def _as_it_is(result: Any) -> Any:
    return result


def _product(*arguments: Any) -> None:
    """Of two numbers, or of a list and how often to repeat it."""
    numbers = [one for one in arguments if isinstance(one, int)]
    small(sum(one.bit_length() for one in numbers))
    for one in arguments:
        if isinstance(one, (tuple, list)) and len(one) * max(numbers, default=0) > YAQL_ITEMS:
            raise ValueError(f"the expression makes a list of more than {YAQL_ITEMS:,} items")


def _power(base: Any, exponent: Any, modulus: Any = None) -> None:
    if not isinstance(base, int) or not isinstance(exponent, int):
        return
    if isinstance(modulus, int):
        CURRENT.get().spend(exponent.bit_length() * (modulus.bit_length() / 64) ** 2 / 8_000)
    elif exponent > 0:
        small((base.bit_length() - 1) * exponent)


def _shift(value: int, bits: int) -> None:
    small(value.bit_length() + bits)


def _rounding(_number: Any, digits: int = 0) -> None:
    small(4 * abs(digits))


_CHECKS: dict[str, Callable[..., None]] = {
    "#operator_*": _product,
    "pow": _power,
    "shiftBitsLeft": _shift,
    "round": _rounding,
}

_FINISHES: dict[str, Callable[[Any], Any]] = {"characters": in_order}
