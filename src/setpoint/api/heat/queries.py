"""The words of a query. A handler says in a struct which there are, and is given them in that.

::

    class Listing(Query):
        limit: Number = None
        tags: Words = ()
        show_deleted: bool = False

A word that is said twice counts the last time, but for those of which there may be several (``Words``). What the struct
does not have is left aside, or refused, where the struct is made with ``forbid_unknown_fields``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Annotated, Any, TypeAlias, TypeVar, get_type_hints
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta

from setpoint.api.heat.refusals import bad_request

Number: TypeAlias = Annotated[int, Meta(ge=0)] | None
"""A whole number, not below 0."""

Words: TypeAlias = tuple[str, ...]
"""A word that may be said several times."""

Limit: TypeAlias = Annotated[Number, Meta(description="As many at most.")]
Marker: TypeAlias = Annotated[str, Meta(description="The id of the last one of the page before.")]
Direction: TypeAlias = Annotated[str, Meta(extra_json_schema={"enum": ["asc", "desc"]})]
Depth: TypeAlias = Annotated[
    Number, Meta(description="So many levels of nested stacks are looked into as well.")
]

ALL = 2**31 - 1
"""More than there is of anything: whoever asks for more gets as much."""

_TRUE = frozenset({"1", "t", "true", "on", "y", "yes"})
_FALSE = frozenset({"0", "f", "false", "off", "n", "no"})


class Query(msgspec.Struct, kw_only=True):
    """What a query may say. A field's type is ``bool``, ``str``, ``Number`` or ``Words``; each has a default."""


Q = TypeVar("Q", bound=Query)


def read_query(kind: type[Q], query: str) -> Q:
    """``query`` (what stands behind the ``?``) as a ``kind``. Raises Refused."""
    given: dict[str, list[str]] = {}
    for name, value in _pairs(query):
        given.setdefault(name, []).append(value)
    readers = _readers(kind)
    unknown = sorted(given.keys() - readers.keys())
    if unknown and kind.__struct_config__.forbid_unknown_fields:
        raise bad_request(f"Invalid filter parameters {unknown}")
    return kind(**{name: read(name, given[name]) for name, read in readers.items() if name in given})


def _pairs(query: str) -> Iterable[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True)
    except ValueError as problem:
        raise bad_request(f"The query makes no sense: {problem}") from None


@cache
def _readers(kind: type[Query]) -> dict[str, Callable[[str, Sequence[str]], Any]]:
    defaults = {one.name: one.default for one in msgspec.structs.fields(kind)}
    return {name: _reader(hint, defaults[name]) for name, hint in get_type_hints(kind).items()}


def _reader(hint: Any, default: Any) -> Callable[[str, Sequence[str]], Any]:
    if hint is bool:
        return lambda name, values: as_flag(name, values[-1], default=default)
    if hint in (str, str | None):
        return lambda _name, values: values[-1]
    if hint == Words:
        return lambda _name, values: tuple(values)
    assert hint == int | None, hint
    return lambda name, values: as_number(name, values[-1])


def as_flag(name: str, given: object, *, default: bool = False) -> bool:
    """``given`` as yes or no: a boolean, or a word for one. Raises Refused for anything else."""
    if isinstance(given, bool):
        return given
    word = str(given).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    if given in ("", None):
        return default
    raise bad_request(f'Unrecognized value "{given}" for "{name}", acceptable values are: true, false.')


def as_number(name: str, given: object) -> int:
    """``given`` as a whole number that is not below 0, and not above ``ALL``. Raises Refused for anything else."""
    try:
        found = int(str(given))
    except ValueError:
        raise bad_request(f"Only integer is acceptable by '{name}'.") from None
    if found < 0:
        raise bad_request(f"Value '{given}' is invalid for '{name}' which only accepts non-negative integer.")
    return min(found, ALL)
