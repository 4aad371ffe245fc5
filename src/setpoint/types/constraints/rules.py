"""The rules that templates and schemas spell out, and how HOT notes them (HOT guide, constraints of parameters).

A rule never sees a secret's wrapper: whoever asks hands over the bare value, and shows only what the rule says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from setpoint.model.value import Plain
from setpoint.types.constraints.known import find
from setpoint.types.patterns import Patience, Pattern

Number: TypeAlias = int | float


class Range(msgspec.Struct, frozen=True):
    """A number from ``min`` to ``max``, both included; None leaves that side open."""

    min: Number | None = None
    max: Number | None = None
    description: str = ""

    def problem(self, value: Plain) -> str:
        """What ``value`` must be, when it is not; else ""."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return "must be a number"
        return "" if _within(value, self.min, self.max) else f"must be {_span(self.min, self.max)}"


class Length(msgspec.Struct, frozen=True):
    """A string's characters, a list's items or a map's keys number from ``min`` to ``max``, both included."""

    min: int | None = None
    max: int | None = None
    description: str = ""

    def problem(self, value: Plain) -> str:
        """What the length must be, when it is not; else ""."""
        if not isinstance(value, (str, list, dict)):
            return "must be a string, a list or a map"
        kept = _within(len(value), self.min, self.max)
        return "" if kept else f"must have a length of {_span(self.min, self.max)}, not {len(value)}"


class Modulo(msgspec.Struct, frozen=True):
    """An ``offset`` from a multiple of ``step``: ``value % step == offset``."""

    step: int
    offset: int = 0
    description: str = ""

    def problem(self, value: Plain) -> str:
        """What ``value`` must be, when it is not; else ""."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return "must be a number"
        kept = value % self.step == self.offset
        more = f" plus {self.offset}" if self.offset else ""
        return "" if kept else f"must be a multiple of {self.step}{more}"


class AllowedValues(msgspec.Struct, frozen=True):
    """One of ``values``; every item of a list must be."""

    values: tuple[Plain, ...]
    description: str = ""

    def problem(self, value: Plain) -> str:
        """What ``value`` may be, when it is not; else ""."""
        if value in self.values or (isinstance(value, list) and all(item in self.values for item in value)):
            return ""
        each = "each item " if isinstance(value, list) else ""
        return f"{each}must be one of {', '.join(map(_shown, self.values))}"


class AllowedPattern(msgspec.Struct, frozen=True):
    """A string that matches the regular expression ``pattern`` from its first to its last character."""

    pattern: str
    description: str = ""

    def problem(self, value: Plain) -> str:
        """What ``value`` must match, when it does not; else ""."""
        if not isinstance(value, str):
            return "must be a string"
        try:
            is_kept = Pattern(self.pattern).is_all_of(value, Patience())
        except ValueError as problem:
            return f"cannot be held against the pattern {self.pattern}: {problem}"
        return "" if is_kept else f"must match {self.pattern}"


class Named(msgspec.Struct, frozen=True):
    """A custom constraint, by name; a list keeps it when every item does."""

    name: str
    description: str = ""

    def problem(self, value: Plain) -> str:
        """What ``value`` must be, when it is not; else "".

        Unknown names keep everything: `read` tells them.
        """
        custom = find(self.name)
        if custom is None:
            return ""
        if isinstance(value, list):
            return next((why for item in value if (why := custom.problem(item))), "")
        return custom.problem(value)


Rule: TypeAlias = Range | Length | Modulo | AllowedValues | AllowedPattern | Named


def read(note: Mapping[str, Any]) -> Rule:
    """Make the rule that ``note`` stands for, as HOT writes it: ``{length: {min: 1}, description: ...}``.

    Raises ValueError, saying what is wrong with the note itself: no or several kinds, unknown keys, no
    bounds, a bad pattern. A custom constraint's name is not looked up here.
    """
    kinds = [key for key in note if key in _READERS]
    if len(kinds) != 1:
        raise ValueError(f"a constraint is one of {', '.join(_READERS)}")
    unknown = [key for key in note if key not in (*kinds, "description")]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no part of a {kinds[0]} constraint")
    return _READERS[kinds[0]](note[kinds[0]], str(note.get("description") or ""))


def _read_range(bounds: Any, description: str) -> Rule:
    low, high = _bounds("range", bounds)
    return Range(low, high, description)


def _read_length(bounds: Any, description: str) -> Rule:
    low, high = _bounds("length", bounds)
    if any(isinstance(bound, float) or (bound is not None and bound < 0) for bound in (low, high)):
        raise ValueError("a length is a whole number, 0 or more")
    return Length(low, high, description)  # type: ignore[arg-type]  # no float is left


def _read_modulo(note: Any, description: str) -> Rule:
    if not isinstance(note, Mapping) or set(note) != {"step", "offset"}:
        raise ValueError("modulo needs step and offset")
    step, offset = (_number(f"modulo {key}", note[key]) for key in ("step", "offset"))
    if step is None or offset is None:
        raise ValueError("modulo needs step and offset")
    if isinstance(step, float) or isinstance(offset, float) or step == 0:
        raise ValueError("modulo takes whole numbers, and a step that is not 0")
    if abs(offset) >= abs(step) or step * offset < 0:
        raise ValueError("modulo's offset must be smaller than its step, with the same sign")
    return Modulo(step, offset, description)


def _read_values(values: Any, description: str) -> Rule:
    if not isinstance(values, (list, tuple)) or not values:
        raise ValueError("allowed_values must be a list with something in it")
    return AllowedValues(tuple(values), description)


def _read_pattern(pattern: Any, description: str) -> Rule:
    if not isinstance(pattern, str):
        raise ValueError("allowed_pattern is no regular expression: it is no text")  # noqa: TRY004 - told to users
    try:
        Pattern(pattern)
    except ValueError as problem:
        raise ValueError(f"allowed_pattern is no regular expression: {problem}") from None
    return AllowedPattern(pattern, description)


def _read_custom(name: Any, description: str) -> Rule:
    if not isinstance(name, str) or not name:
        raise ValueError("custom_constraint must be a name")
    return Named(name, description)


_READERS: dict[str, Callable[[Any, str], Rule]] = {
    "length": _read_length,
    "range": _read_range,
    "modulo": _read_modulo,
    "allowed_values": _read_values,
    "allowed_pattern": _read_pattern,
    "custom_constraint": _read_custom,
}


def _bounds(kind: str, bounds: Any) -> tuple[Number | None, Number | None]:
    if not isinstance(bounds, Mapping) or not bounds or not set(bounds) <= {"min", "max"}:
        raise ValueError(f"{kind} needs min, max or both")
    low, high = (_number(f"{kind} {side}", bounds.get(side)) for side in ("min", "max"))
    if low is None and high is None:
        raise ValueError(f"{kind} needs min, max or both")
    if low is not None and high is not None and low > high:
        raise ValueError(f"{kind} leaves no value: min is greater than max")
    return low, high


def _number(what: str, value: Any) -> Any:
    """Numbers may be written as text, as in CloudFormation."""
    if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return value
    for kind in (int, float) if isinstance(value, str) else ():
        try:
            return kind(value)
        except ValueError:
            continue
    raise ValueError(f"{what} must be a number")


def _within(number: Number, low: Number | None, high: Number | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


def _span(low: Number | None, high: Number | None) -> str:
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"between {low} and {high}"


def _shown(value: Plain) -> str:
    return value if isinstance(value, str) and value else repr(value)
