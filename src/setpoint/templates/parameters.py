"""Parameters of templates, whatever the language: their types, what a given value comes to, and their rules.

A value is given as text, number, list or map by people and files, and turned into the parameter's own type here.
Hidden parameters come out as secrets.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from setpoint.model.definition import Asked
from setpoint.model.place import Place
from setpoint.model.value import Plain, Sensitive, Value, is_known, is_sensitive, reveal
from setpoint.types.constraints import Named, Rule
from setpoint.types.constraints.asked_of_clouds import NAMES as ASKED_OF_CLOUDS


class ParameterType(enum.StrEnum):
    """HOT's five types, by HOT's words."""

    STRING = "string"
    NUMBER = "number"
    COMMA_DELIMITED_LIST = "comma_delimited_list"
    JSON = "json"
    BOOLEAN = "boolean"


class Parameter(msgspec.Struct, frozen=True):
    """One parameter. ``default`` is in the parameter's type already; None means that there is none.

    A hidden parameter's default is a secret.
    """

    name: str
    type: ParameterType = ParameterType.STRING
    label: str = ""
    description: str = ""
    default: Value = None
    hidden: bool = False
    immutable: bool = False
    tags: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    place: Place | None = None
    written: Value = None
    """The default as the template has it, before it was turned into the parameter's type; a secret likewise."""
    is_broken: bool = False
    """Its declaration is wrong, and was told: what it is given is nobody's problem any more."""

    def accept(self, given: Value) -> Value:
        """``given`` in the parameter's type; a Sensitive when it is a secret or the parameter is hidden.

        What is not fully known is passed on as it is. Raises ValueError, in words that never show a secret.
        """
        if not is_known(given):
            return given
        is_secret = self.hidden or is_sensitive(given)
        value = self._checked(reveal(given), is_secret=is_secret)
        return Sensitive(value) if is_secret else value

    def _checked(self, given: Plain, *, is_secret: bool) -> Plain:
        try:
            value = turned_into(self.type, given)
        except ValueError as problem:
            raise ValueError(f"must be {_WANTED[self.type]}" if is_secret else str(problem)) from None
        broken = [f"{why}{_said(rule)}" for rule in self.rules if (why := rule.problem(value))]
        if broken:
            raise ValueError("; ".join(broken))
        return value


def asked_of_clouds(parameters: Iterable[Parameter]) -> Iterator[Asked]:
    """What ``parameters`` are to keep that only a cloud can say."""
    for one in parameters:
        for rule in one.rules:
            if isinstance(rule, Named) and rule.name in ASKED_OF_CLOUDS:
                yield Asked(one.name, rule.name, one.place)


class ParameterGroup(msgspec.Struct, frozen=True):
    """Parameters that a form shows together."""

    label: str = ""
    description: str = ""
    parameters: tuple[str, ...] = ()


_WANTED = {
    ParameterType.STRING: "a string",
    ParameterType.NUMBER: "a number",
    ParameterType.COMMA_DELIMITED_LIST: "a list, or text with commas",
    ParameterType.JSON: "a map, a list or JSON",
    ParameterType.BOOLEAN: "true or false",
}
_TRUE = frozenset({"1", "t", "true", "on", "y", "yes"})
_FALSE = frozenset({"0", "f", "false", "off", "n", "no"})


def turned_into(wanted: ParameterType, given: Plain) -> Plain:
    """``given`` as ``wanted``. Raises ValueError, saying what it must be and what it is."""
    return _TURNS[wanted](given)


def _said(rule: Rule) -> str:
    return f" ({rule.description})" if rule.description else ""


def _wrong(wanted: ParameterType, given: Plain) -> ValueError:
    shown = "nothing" if given is None else json.dumps(given, default=str)
    return ValueError(f"must be {_WANTED[wanted]}, not {shown if len(shown) <= 60 else shown[:57] + '...'}")


def _string(given: Plain) -> str:
    if given is None or isinstance(given, (list, dict)):
        raise _wrong(ParameterType.STRING, given)
    return str(given)  # a boolean becomes True or False: so Heat, and templates compare with that


def _number(given: Plain) -> int | float:
    if isinstance(given, bool) or not isinstance(given, (int, float, str)):
        raise _wrong(ParameterType.NUMBER, given)
    for kind in (int, float):
        try:
            number = kind(given) if isinstance(given, str) else given
        except (ValueError, OverflowError):
            continue
        if number - number == 0:
            return number
    raise _wrong(ParameterType.NUMBER, given)


def _boolean(given: Plain) -> bool:
    word = str(given).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise _wrong(ParameterType.BOOLEAN, given)


def _list(given: Plain) -> list[Any]:
    if isinstance(given, list):
        return [_item(item) for item in given]
    if isinstance(given, str):
        return given.split(",") if given else []  # "one, two" gives "one" and " two", says the HOT guide
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return [str(given)]
    raise _wrong(ParameterType.COMMA_DELIMITED_LIST, given)


def _item(item: Plain) -> Plain:
    """Items are texts; a list or map within a list, which Heat's text cannot carry, stays what it is."""
    if item is None:
        return ""
    return str(item) if isinstance(item, (bool, int, float)) else item


def _json(given: Plain) -> Plain:
    if not isinstance(given, str) or not given:
        return given
    try:
        return msgspec.json.decode(given)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as problem:
        raise ValueError(f"must be a map, a list or JSON: {problem}") from None


_TURNS = {
    ParameterType.STRING: _string,
    ParameterType.NUMBER: _number,
    ParameterType.COMMA_DELIMITED_LIST: _list,
    ParameterType.JSON: _json,
    ParameterType.BOOLEAN: _boolean,
}
