"""``cron_expression``: when something recurs, in five fields (crontab(5)), or six with seconds last.

Understands what schedulers in the field do: lists, ranges (also around the end: ``fri-mon``), steps, names
of months and days, ``L`` for the last day of the month or the last such weekday (``L5``, ``5L``), ``#`` for
the nth weekday, ``?`` for any day, and the ``@daily`` words. A day that comes in none of the months named
is refused: it would never happen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from setpoint.model.value import Plain

_WORDS = frozenset(["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"])
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days of each month, in a leap year."""

_ITEM = re.compile(r"(?P<first>\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")
_NTH = re.compile(r"(?P<day>\w+)#[1-5]")
_LAST_SUCH_DAY = re.compile(r"l(?P<after>[0-7])|(?P<before>[0-7])l")


class _Field(msgspec.Struct, frozen=True):
    name: str
    low: int
    high: int
    words: tuple[str, ...] = ()

    def number(self, text: str) -> int:
        """Raises ValueError."""
        if text in self.words:
            return self.words.index(text) + self.low
        number = int(text) if text.isdecimal() else -1
        if self.low <= number <= self.high:
            return number
        raise ValueError(
            f"must be a cron expression whose {self.name} lies within {self.low} and {self.high}"
        )


_MONTH_OF_YEAR = _Field("month", 1, 12, _MONTHS)
_DAY_OF_MONTH = _Field("day of the month", 1, 31)
_DAY_OF_WEEK = _Field("day of the week", 0, 7, _DAYS)
_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _DAY_OF_MONTH,
    _MONTH_OF_YEAR,
    _DAY_OF_WEEK,
    _Field("second", 0, 59),
)


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not; no expression at all is fine."""
    if value in ("", None):
        return ""
    if not isinstance(value, str):
        return "must be a cron expression in text"
    if value.strip().startswith("@"):
        known = value.strip().lower() in _WORDS
        return "" if known else f"must be a cron expression, or one of {', '.join(sorted(_WORDS))}"
    fields = value.lower().split()
    if len(fields) not in (5, 6):
        return "must be a cron expression of 5 fields: minute, hour, day of the month, month, day of the week"
    try:
        numbers = [set(_numbers(text, field)) for text, field in zip(fields, _FIELDS, strict=False)]
    except ValueError as wrong:
        return str(wrong)
    return _never(days=numbers[2], months=numbers[3], has_weekday=fields[4] not in ("*", "?"))


def _numbers(text: str, field: _Field) -> Iterator[int]:
    for item in text.split(","):
        yield from _item(item, field)


def _item(item: str, field: _Field) -> Iterator[int]:
    if field is _DAY_OF_MONTH and item == "l":
        return iter((28,))
    if field is _DAY_OF_WEEK and (special := _NTH.fullmatch(item) or _LAST_SUCH_DAY.fullmatch(item)):
        return iter((field.number(next(filter(None, special.groups()))),))
    if item == "?" and field in (_DAY_OF_MONTH, _DAY_OF_WEEK):
        item = "*"
    return _range(item, field)


def _range(item: str, field: _Field) -> Iterator[int]:
    full = f"{field.low}-{field.high}"
    found = _ITEM.fullmatch(full + item[1:] if item.startswith("*") else item)
    if not found:
        raise ValueError(
            f"must be a cron expression with a {field.name} that is a number, a range, a list or *"
        )
    step = int(found["step"] or 1)
    if step == 0:
        raise ValueError(f"must be a cron expression whose steps of the {field.name} are 1 or more")
    first = field.number(found["first"])
    last = field.number(found["last"]) if found["last"] else field.high if found["step"] else first
    # A range may go around the end.
    around = range(first, last + 1 if last >= first else last + 2 + field.high - field.low, step)
    size = field.high - field.low + 1
    return ((number - field.low) % size + field.low for number in around)


def _never(days: set[int], months: set[int], *, has_weekday: bool) -> str:
    """With a weekday as well, either of the two is enough, so that it does come."""
    if has_weekday or any(min(days) <= _LONGEST[month - 1] for month in months):
        return ""
    return "must be a cron expression for a day that comes: its months are too short for its day"
