"""Dates from texts, and texts from dates: the same for the same text, on every day and on every machine.

The library takes what a text does not say from today, and the name of a time zone from the machine that it runs on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from dateutil import parser, tz
from yaql.language import specs, yaqltypes

_LONGEST = 100
_SOME_DAYS = (datetime(2000, 1, 1), datetime(2004, 3, 2))  # noqa: DTZ001 - the text says which zone
"""Two of which no part is the same: a date that is complete comes out alike, whichever is to fill in."""


@specs.name("datetime")
@specs.parameter("string", yaqltypes.String())
@specs.parameter("format__", yaqltypes.String(nullable=True))
def date_from_text(string: str, format__: str | None = None) -> Any:
    """The date and time that is written in ``string``; all of it must be, for nothing is taken from today."""
    if max(len(string), len(format__ or "")) > _LONGEST:
        raise ValueError(f"a date has at most {_LONGEST} characters")
    found = datetime.strptime(string, format__) if format__ else _parsed(string)  # noqa: DTZ007 - may have none
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _parsed(string: str) -> Any:
    one, other = (parser.parse(string, _Years(), default=day) for day in _SOME_DAYS)
    if one != other:
        raise ValueError(f"'{string}' is no complete date: write year, month and day")
    is_local = isinstance(one.tzinfo, tz.tzlocal)
    if is_local:
        raise ValueError(f"'{string}' names a time zone that not every machine knows: write +01:00 or so")
    return one


class _Years(parser.parserinfo):  # type: ignore[misc] # the library carries no types
    """Years have four digits: which century two would mean hangs on when it is asked."""

    def convertyear(self, year: int, century_specified: bool = False) -> int:  # noqa: FBT001, FBT002 - as it is called
        if year < 100 and not century_specified:
            raise ValueError("write years with four digits")
        return year


@specs.method
@specs.name("format")
@specs.parameter("dt", yaqltypes.DateTime())
@specs.parameter("format__", yaqltypes.String())
def formatted(dt: Any, format__: str) -> str:
    """The date as text."""
    if len(format__) > _LONGEST:
        raise ValueError(f"the format of a date has at most {_LONGEST} characters")
    return str(dt.strftime(format__))


FUNCTIONS: tuple[Callable[..., Any], ...] = (date_from_text, formatted)
