"""The YAQL library, held to bounds and to giving the same result for the same data, always.

The library itself bounds collections and single values. Added here: a budget of calls, of bytes and of items for a
whole evaluation; bounds on what could make too much in a single call; sets in one order, whatever the process;
and neither clock nor chance. Regular expressions cannot be bounded: one that backtracks without end takes its time.
"""

from __future__ import annotations

import collections.abc
import sys
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any

import yaql
from yaql.language import contexts
from yaql.language.exceptions import YaqlException

from setpoint.templates.limits import (
    MAX_MADE_NODES,
    YAQL_BITS,
    YAQL_ITEMS,
    YAQL_MEMORY,
    YAQL_STEPS,
)

_BYTES_A_STEP = 4096
_ITEMS_A_STEP = 50
_MOST_TEXT = 64 * 1024 * 1024
_IMPURE = ("now", "random", "localtz")


def evaluate(expression: str, data: Any) -> Any:
    """What ``expression`` makes of ``data``, which it knows as ``$.data``. ValueError for whatever goes wrong."""
    statement = parse(expression)
    budget = _Budget()
    try:
        return budget.plain(statement.evaluate({"data": data}, _Metered(_standard(), budget)))
    except Exception as problem:  # noqa: BLE001 - the library lets through whatever an expression runs into
        raise ValueError(_told(problem)) from None


@lru_cache(maxsize=256)
def parse(expression: str) -> Any:
    """The parsed expression; ValueError when it is none."""
    try:
        return _engine()(expression)
    except YaqlException as problem:
        raise ValueError(f"the expression cannot be read: {problem}") from None


def _told(problem: Exception) -> str:
    match problem:
        case RecursionError():
            return "the expression goes too deep"
        case KeyError():
            return f"there is no key {problem}"
        case ValueError() | YaqlException():
            return str(problem)
    return f"{type(problem).__name__}: {problem}"


class _Spent(ValueError):
    """The budget of an evaluation is used up."""


class _Budget:
    """What one evaluation may still use: steps, into which bytes and items are converted."""

    def __init__(self) -> None:
        self._left: float = YAQL_STEPS
        self._nodes = MAX_MADE_NODES

    def spend(self, steps: float) -> None:
        self._left -= steps
        if self._left < 0:
            raise _Spent(f"the expression takes more than {YAQL_STEPS:,} steps")

    def metered(self, result: Any) -> Any:
        """``result`` of a call, paid for; an iterator pays as it goes, a set gets its order."""
        self.spend(1 + sys.getsizeof(result, 0) // _BYTES_A_STEP)
        if isinstance(result, (set, frozenset)):
            return _Ordered(result)
        is_foreign = not type(result).__module__.startswith(
            "yaql"
        )  # its own iterators are more than iterators
        return self._paying(result) if isinstance(result, Iterator) and is_foreign else result

    def _paying(self, items: Iterator[Any]) -> Iterator[Any]:
        for item in items:
            self.spend(1 / _ITEMS_A_STEP)
            yield item

    def plain(self, value: Any) -> Any:
        """``value`` as plain data."""
        self._nodes -= 1
        if self._nodes < 0:
            raise _Spent(f"the expression gives more than {MAX_MADE_NODES:,} values")
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, collections.abc.Mapping):
            return {_key(key): self.plain(item) for key, item in value.items()}
        if isinstance(value, collections.abc.Iterable):
            return [self.plain(item) for item in value]
        raise ValueError(f"the expression gives a {type(value).__name__}, which is not plain data")


def _key(key: Any) -> str:
    if isinstance(key, (str, int)) and not isinstance(key, bool):
        return str(key)
    raise ValueError("the expression gives a map whose keys are not texts")


class _Ordered(frozenset[Any]):
    """A set that is walked in an order of its values, not of their hashes, which differ from process to process."""

    def __iter__(self) -> Iterator[Any]:
        return iter(sorted(super().__iter__(), key=_rank))


def _rank(value: Any) -> tuple[int, Any]:
    if isinstance(value, (int, float)):
        return (0, value)
    return (1, value) if isinstance(value, str) else (2, repr(value))


class _Metered(contexts.Context):  # type: ignore[misc] # the library carries no types
    """A context of evaluation in which every call is paid for, as in all its children."""

    def __init__(self, parent: Any, budget: _Budget | None = None) -> None:
        super().__init__(parent)
        self._budget = budget or parent._budget  # noqa: SLF001 - another of this class

    def __call__(self, *place: Any, **options: Any) -> Any:
        call = super().__call__(*place, **options)
        return lambda *arguments, **named: self._budget.metered(call(*arguments, **named))


@cache
def _engine() -> Any:
    options = {
        "yaql.limitIterators": YAQL_ITEMS,
        "yaql.memoryQuota": YAQL_MEMORY,
        "yaql.convertOutputData": False,  # made plain here, within the budget
    }
    return yaql.YaqlFactory().create(options)


@cache
def _standard() -> Any:
    """The library's functions, without the impure ones and with bounds where one call could make too much."""
    context = yaql.create_context().create_child_context()
    for name in _IMPURE:
        context.register_function(_refusal(name), name=name, exclusive=True)
    for name, check in _CHECKS.items():
        _guard(context, name, check)
    return context


def _refusal(name: str) -> Callable[[], Any]:
    def refuse(*_arguments: Any) -> Any:
        raise ValueError(f"{name}() is refused: a template must come to the same every time that it is read")

    return refuse


def _guard(context: Any, name: str, check: Callable[..., None]) -> None:
    """Have ``check`` see the arguments of every variant of the function ``name`` first."""
    for layer in context.collect_functions(name):
        for definition in layer:
            guarded = definition.clone()
            guarded.payload = _checked(definition.payload, check)
            context.register_function(guarded, exclusive=True)


def _checked(payload: Callable[..., Any], check: Callable[..., None]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        check(*arguments, *named.values())
        return payload(*arguments, **named)

    return call


def _no_big_product(*arguments: Any) -> None:
    _small(sum(one.bit_length() for one in arguments if isinstance(one, int)))


def _no_big_power(base: Any, exponent: Any, modulus: Any = None) -> None:
    if modulus is None and isinstance(base, int) and isinstance(exponent, int):
        _small(base.bit_length() * exponent)


def _no_big_shift(_value: Any, bits: Any) -> None:
    _small(bits)


def _small(bits: int) -> None:
    if bits > YAQL_BITS:
        raise ValueError(f"the expression makes a number of more than {YAQL_BITS:,} bits")


def _no_big_text(*arguments: Any) -> None:
    """What is put into a text for parts of it, or between items, is at most as often there as the other is long."""
    lengths = sorted(len(one) for one in arguments if isinstance(one, str))
    others = YAQL_ITEMS if len(lengths) == 1 else lengths[-2] if lengths else 0
    if lengths and lengths[-1] * others > _MOST_TEXT:
        raise ValueError("the expression makes a text that is too long")


_CHECKS: dict[str, Callable[..., None]] = {
    "pow": _no_big_power,
    "shiftBitsLeft": _no_big_shift,
    "#operator_*": _no_big_product,
    "replace": _no_big_text,
    "join": _no_big_text,
}
