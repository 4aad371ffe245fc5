"""Two answers to one question, compared as data; what differs must stand in a table, with its reason."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

ABSENT = "(absent)"


class Difference(NamedTuple):
    """What differs: the question and the way into its answer, and what stands there in each."""

    where: str
    theirs: Any
    ours: Any


class Allowed(NamedTuple):
    """Differences that are as they should be: a pattern for all of ``where``, and why."""

    where: str
    reason: str


def differences(question: str, theirs: Any, ours: Any) -> Iterator[Difference]:
    """Everything in which the answers to ``question`` differ."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in {**theirs, **ours}:
            yield from differences(f"{question} {key}", theirs.get(key, ABSENT), ours.get(key, ABSENT))
    elif theirs != ours or type(theirs) is not type(ours):
        yield Difference(question, theirs, ours)


def unexplained(found: Iterable[Difference], table: Iterable[Allowed]) -> list[str]:
    """The differences that the table does not have, and the rows of the table that nothing needs."""
    rows = [(re.compile(one.where), one.where) for one in table]
    needed: set[str] = set()
    told = []
    for one in found:
        fitting = [where for pattern, where in rows if pattern.fullmatch(one.where)]
        needed.update(fitting)
        if not fitting:
            told.append(f"{one.where}: theirs {_short(one.theirs)}, ours {_short(one.ours)}")
    return told + [f"nothing differs at {where} any more" for _, where in rows if where not in needed]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]}..."
