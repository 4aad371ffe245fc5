"""Maps with one key that look like a function and are none: what is said of them in every language.

To a language such a map is plain data, so only what can hardly be meant as data is refused; what that is, each
language knows (:class:`Doubting`).
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from setpoint.model.diagnostic import Severity
from setpoint.model.nearest import did_you_mean, nearest, one_of
from setpoint.templates.language.version import Version

_CLOSENESS = 0.85


class Doubt(NamedTuple):
    """How bad it is, what, and what would be right."""

    severity: Severity
    summary: str
    advice: str


class Doubting(Protocol):
    """What a version of a language doubts."""

    def __call__(self, name: str, *, in_condition: bool) -> Doubt | None:
        """What is wrong with ``name`` as the only key of a map; None where it is simply data."""
        ...


def not_in_conditions(name: str, version: Version) -> Doubt:
    """Of a function that only values have."""
    return Doubt(Severity.ERROR, f"'{name}' cannot be used in a condition", _allowed(version))


def misspelt(name: str, functions: frozenset[str], openings: tuple[str, ...]) -> Doubt | None:
    """Of a name that begins as names of functions do, one of ``openings``, and is none; None where it may be data."""
    if not name.startswith(openings):
        return None
    meant = nearest(name, functions, _CLOSENESS)
    if meant is None and not name.startswith("Fn::"):
        return None
    return Doubt(Severity.ERROR, f"unknown function '{name}'", did_you_mean(name, functions))


def unknown_condition(name: str, version: Version, doubting: Doubting) -> tuple[str, str]:
    """What to say of ``name`` where a condition function must stand: what, and what would be right."""
    found = doubting(name, in_condition=True)
    if found and found.severity is Severity.ERROR:
        return found.summary, found.advice
    advice = did_you_mean(name, version.condition_functions, _allowed(version))
    return f"unknown condition function '{name}'", advice


def _allowed(version: Version) -> str:
    return f"conditions have {one_of(version.condition_functions)}"
