"""What an unquoted word in YAML means: YAML 1.1 as Heat's loader reads it, except that dates stay text.

Refused with ValueError: numbers that no JSON can carry (infinite, not a number) or that have absurdly many digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from setpoint.templates.limits import MAX_DIGITS

_NOTHING = ("", "~", "null", "Null", "NULL")
_TRUE = ("yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON")
_FALSE = ("no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF")
WORDS: dict[str, bool | None] = (
    dict.fromkeys(_NOTHING) | dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
)

_MAY_BEGIN_A_NUMBER = frozenset("+-.0123456789")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_BASED = re.compile(r"([-+]?)0(b[01_]+|x[0-9a-fA-F_]+|[0-7_]+)")
_SIXTIES = re.compile(r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*")
_FLOAT = re.compile(r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = frozenset({"!", f"{_TAG}str", f"{_TAG}timestamp"})
_TYPES: dict[str, tuple[type, ...]] = {
    f"{_TAG}int": (int,),
    f"{_TAG}float": (int, float),
    f"{_TAG}bool": (bool,),
    f"{_TAG}null": (type(None),),
}


class Words(dict[str, Any]):
    """What unquoted words mean, each worked out once; equal texts become one object.

    Words that cannot be used count as null and are kept in ``unusable``, with why.
    """

    def __init__(self) -> None:
        """Know none yet."""
        self.unusable: dict[str, str] = {}
        super().__init__()

    def __missing__(self, text: str) -> Any:
        """Work ``text`` out, and remember it."""
        try:
            value = self[text] = unquoted(text)
        except ValueError as problem:
            self.unusable[text] = str(problem)
            value = self[text] = None
        return value


def tagged(tag: str, text: str, words: Words) -> Any:
    """The value of ``text`` under an explicit tag.

    Raises KeyError for an unknown tag, ValueError where it does not fit.
    """
    if tag in _TEXT_TAGS:
        return text
    wanted = _TYPES[tag]
    value = words[text]
    if value.__class__ not in wanted:
        raise ValueError(f"'{text[:40]}' is no {tag.removeprefix(_TAG)}")
    return float(words[text]) if float in wanted else value


def unquoted(text: str) -> Any:
    """The value of an unquoted word. Raises ValueError for a number that cannot be used."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in _MAY_BEGIN_A_NUMBER:
        return text
    for pattern, read in _NUMBERS:
        if pattern.fullmatch(text):
            return _finite(read, text)
    return text


def _finite(read: Callable[[str], int | float], text: str) -> int | float:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text)} characters; at most {MAX_DIGITS} are read")
    number = read(text)
    if isinstance(number, float) and number - number != 0:
        raise ValueError("the number is not finite")
    return number


def _decimal(text: str) -> int:
    return int(text.replace("_", ""))


def _based(text: str) -> int:
    found = _BASED.fullmatch(text)
    assert found, "only what matches is read"
    sign, digits = found.groups()
    digits = digits.replace("_", "")
    base = {"b": 2, "x": 16}.get(digits[:1], 8)
    number = int(digits.lstrip("bx") or "0", base)
    return -number if sign == "-" else number


def _sixties(text: str) -> int | float:
    *larger, last = text.replace("_", "").lstrip("+-").split(":")
    total = 0
    for digits in larger:
        total = total * 60 + int(digits)
    number = total * 60 + (float(last) if "." in last else int(last))
    return -number if text[0] == "-" else number


def _float(text: str) -> float:
    return float(text.replace("_", ""))


def _not_finite(_text: str) -> float:
    return float("nan")


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...] = (
    (_DECIMAL, _decimal),
    (_BASED, _based),
    (_SIXTIES, _sixties),
    (_FLOAT, _float),
    (_NOT_FINITE, _not_finite),
)
