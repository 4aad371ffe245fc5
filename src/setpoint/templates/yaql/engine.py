"""Expressions, parsed and evaluated: within a budget, and with the same result for the same data, always.

The library itself bounds collections and single values. Added here: a budget of steps for a whole evaluation, guards on
every function, other functions where the library's cannot be bounded, and neither clock nor chance.
"""

from __future__ import annotations

import collections.abc
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import yaql
from yaql.language import contexts, conventions
from yaql.language.exceptions import YaqlException

from setpoint.templates.limits import MAX_MADE_NODES, YAQL_ITEMS, YAQL_MEMORY
from setpoint.templates.yaql import dates, matching, mended
from setpoint.templates.yaql.budget import CURRENT, Budget, short
from setpoint.templates.yaql.guards import Guarded

_IMPURE = ("now", "random", "localtz")


def evaluate(expression: str, data: Any) -> Any:
    """What ``expression`` makes of ``data``, which it knows as ``$.data``. ValueError for whatever goes wrong."""
    statement = parse(expression)
    budget = Budget()
    before = CURRENT.set(budget)
    try:
        return _Plain().of(statement.evaluate({"data": data}, _Metered(_standard(), budget)))
    except Exception as problem:  # noqa: BLE001 - the library lets through whatever an expression runs into
        raise ValueError(_told(problem)) from None
    finally:
        CURRENT.reset(before)


@lru_cache(maxsize=256)
def parse(expression: str) -> Any:
    """The parsed expression; ValueError when it is none."""
    try:
        return _engine()(expression)
    except YaqlException as problem:
        raise ValueError(f"the expression cannot be read: {problem}") from None
    except RecursionError:
        raise ValueError("the expression goes too deep") from None


def _told(problem: Exception) -> str:
    match problem:
        case RecursionError():
            return "the expression goes too deep"
        case MemoryError():
            return "the expression takes too much memory"
        case KeyError():
            return f"there is no key {problem}"
        case ValueError() | YaqlException():
            return str(problem)
    return f"{type(problem).__name__}: {problem}"


class _Plain:
    """Makes plain data of a result, and keeps count of how much that is."""

    def __init__(self) -> None:
        self._nodes = 0
        self._characters = 0

    def of(self, value: Any) -> Any:
        self._nodes += 1
        if self._nodes > MAX_MADE_NODES:
            raise ValueError(f"the expression gives more than {MAX_MADE_NODES:,} values")
        if isinstance(value, str):
            self._characters += len(value)
            short(self._characters)
        if isinstance(value, float) and value - value != 0:
            raise ValueError("the expression gives a number that is not finite")
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, collections.abc.Mapping):
            return {_key(key): self.of(item) for key, item in value.items()}
        if isinstance(value, collections.abc.Iterable):
            return [self.of(item) for item in value]
        raise ValueError(f"the expression gives a {type(value).__name__}, which is not plain data")


def _key(key: Any) -> str:
    if isinstance(key, (str, int)) and not isinstance(key, bool):
        return str(key)
    raise ValueError("the expression gives a map whose keys are not texts")


class _Metered(contexts.Context):  # type: ignore[misc] # the library carries no types
    """A context of evaluation in which every call costs a step, as in all its children."""

    def __init__(self, parent: Any, budget: Budget | None = None) -> None:
        super().__init__(parent)
        self._budget: Budget = budget or parent._budget  # noqa: SLF001 - another of this class

    def __call__(self, *place: Any, **options: Any) -> Any:
        self._budget.spend(1)
        return super().__call__(*place, **options)


@cache
def _engine() -> Any:
    options = {
        "yaql.limitIterators": YAQL_ITEMS,
        "yaql.memoryQuota": YAQL_MEMORY,
        "yaql.convertOutputData": False,  # made plain here, within bounds
    }
    return yaql.YaqlFactory().create(options)


@cache
def _standard() -> Any:
    """The library's functions, guarded; those that are replaced or refused stand before them."""
    library = Guarded(convention=conventions.CamelCaseConvention())
    context = yaql.create_context(context=library, regex=False).create_child_context()
    for function in (*matching.FUNCTIONS, *mended.FUNCTIONS, *dates.FUNCTIONS):
        context.register_function(function)
    for name in _IMPURE:
        context.register_function(_refusal(name), name=name, exclusive=True)
    return context


def _refusal(name: str) -> Callable[..., Any]:
    def refuse(*_arguments: Any) -> Any:
        raise ValueError(f"{name}() is refused: a template must come to the same every time that it is read")

    return refuse
