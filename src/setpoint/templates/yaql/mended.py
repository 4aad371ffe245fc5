"""Functions of the library in a form that can be bounded.

Each takes the place of the library's own of the same name and arguments; its other variants stay.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from yaql.language import specs, utils, yaqltypes

from setpoint.templates.yaql.budget import CURRENT, short


@specs.parameter("string", yaqltypes.String())
@specs.parameter("old", yaqltypes.String())
@specs.parameter("new", yaqltypes.String())
@specs.parameter("count", int)
@specs.method
def replace(string: str, old: str, new: str, count: int = -1) -> str:
    """``string`` with ``new`` for every ``old``, when that is not too long."""
    times = string.count(old) if count < 0 else min(string.count(old), count)
    short(len(string) + times * max(len(new) - len(old), 0))
    return string.replace(old, new, count)


@specs.parameter("string", yaqltypes.String())
@specs.parameter("replacements", utils.MappingType)
@specs.parameter("count", int)
@specs.inject("str_func", yaqltypes.Delegate("str"))
@specs.method
@specs.name("replace")
def replace_all(
    string: str, str_func: Callable[[Any], str], replacements: Mapping[Any, Any], count: int = -1
) -> str:
    """One replacement after the other."""
    for old, new in replacements.items():
        string = replace(string, str_func(old), str_func(new), count)
        CURRENT.get().seen(string)
    return string


@specs.parameter("sequence", yaqltypes.Iterable())
@specs.parameter("separator", yaqltypes.String())
@specs.inject("str_delegate", yaqltypes.Delegate("str"))
@specs.method
def join(sequence: Iterable[Any], separator: str, str_delegate: Callable[[Any], str]) -> str:
    """The texts of all items, with ``separator`` between them."""
    parts = [str_delegate(item) for item in sequence]
    short(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)


@specs.parameter("sequence", yaqltypes.Iterable())
@specs.parameter("separator", yaqltypes.String())
@specs.inject("str_delegate", yaqltypes.Delegate("str"))
@specs.method
@specs.name("join")
def join_(separator: str, sequence: Iterable[Any], str_delegate: Callable[[Any], str]) -> str:
    """The same, from the separator's side."""
    return join(sequence, separator, str_delegate)


@specs.method
@specs.parameter("collection1", yaqltypes.Iterable())
@specs.parameter("collection2", yaqltypes.Iterable())
@specs.parameter("predicate", yaqltypes.Lambda())
@specs.parameter("selector", yaqltypes.Lambda())
@specs.name("join")
def join_pairs(
    engine: Any, collection1: Iterable[Any], collection2: Iterable[Any], predicate: Any, selector: Any
) -> Iterator[Any]:
    """What the selector makes of every pair for which the predicate holds; every pair that is looked at is paid for."""
    others = utils.memorize(collection2, engine)
    for one in collection1:
        for other in CURRENT.get().paying(others):
            if predicate(one, other):
                yield selector(one, other)


@specs.parameter("producer", yaqltypes.Lambda())
@specs.parameter("selector", yaqltypes.Lambda())
@specs.parameter("decycle", bool)
@specs.parameter("depth_first", bool)
def generate_many(
    engine: Any,
    initial: Any,
    producer: Callable[[Any], Any],
    selector: Callable[[Any], Any] | None = None,
    decycle: bool = False,  # noqa: FBT001, FBT002 - the library passes on what an expression says
    depth_first: bool = False,  # noqa: FBT001, FBT002 - as above
) -> Iterator[Any]:
    """All that comes from ``initial``, level by level or branch by branch; what comes from one is bounded, too."""
    waiting, past = deque([initial]), set()
    while waiting:
        item = waiting.popleft()
        if decycle:
            if item in past:
                continue
            past.add(item)
            utils.limit_memory_usage(engine, (1, past))
        yield item if selector is None else selector(item)
        produced = list(CURRENT.get().paying(utils.limit_iterable(producer(item), engine)))
        if depth_first:
            waiting.extendleft(reversed(produced))
        else:
            waiting.extend(produced)
        utils.limit_memory_usage(engine, (1, waiting))


FUNCTIONS: tuple[Callable[..., Any], ...] = (
    replace,
    replace_all,
    join,
    join_,
    join_pairs,
    generate_many,
)
