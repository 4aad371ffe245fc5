"""A TOML text with the places of its statements, which Python's own reader does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.place import Place

_WHERE = re.compile(
    r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.DOTALL
)

Keys = tuple[str, ...]


def parsed(text: str, file: str) -> tuple[Mapping[str, Any], Mapping[Keys, Place]]:
    """What the text says, and where each table and key stands. Raises InvalidInput at the place of a mistake."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as mistake:
        raise InvalidInput([_told(str(mistake), text, file)]) from None
    places: dict[Keys, Place] = {}
    table: Keys = ()
    for line, statement in _statements(text):
        keys = _deepest(tomllib.loads(statement))
        if statement.lstrip().startswith("["):
            table = keys
        else:
            keys = (*table, *keys)
        column = len(statement) - len(statement.lstrip()) + 1
        for depth in range(1, len(keys) + 1):
            places.setdefault(keys[:depth], Place(file, line, column))
    return said, places


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement of a good text with its first line: the fewest whole lines that can be read by themselves."""
    first, lines = 0, list[str]()
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        first = first if lines else number
        lines.append(line)
        statement = "".join(lines)
        if _is_whole(statement):
            if tomllib.loads(statement):
                yield first, statement
            lines.clear()


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _deepest(said: Any) -> Keys:
    """The keys of a single statement, from the outermost to that which it sets."""
    keys: list[str] = []
    while isinstance(said, dict) and len(said) == 1:
        key, said = next(iter(said.items()))
        keys.append(key)
        if isinstance(said, list) and said == [{}]:  # the head of a table in a list
            break
    return tuple(keys)


def _told(mistake: str, text: str, file: str) -> Diagnostic:
    found = _WHERE.match(mistake)
    what = found["what"] if found else mistake
    if found and found["line"]:
        place = Place(file, int(found["line"]), int(found["column"]))
    else:
        place = Place(file, text.count("\n") + 1)
    return Diagnostic(f"this is no TOML: {what[:1].lower()}{what[1:]}", place=place)
