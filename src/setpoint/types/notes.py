"""Telling what is wrong with one resource's properties, in one wording, where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.model.kind import PlaceOf
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.value import Value, masked

Path = tuple[str | int, ...]
"""The way to a part of the properties: names and indices, the property's own name first."""

_LONGEST = 80


class Notes:
    """Notes problems into findings; remembers whether there were any.

    ``is_secret``: values must not be shown.
    """

    __slots__ = ("_findings", "_place_of", "_type", "failed", "is_secret")

    def __init__(self, type_name: str, place_of: PlaceOf, findings: Findings) -> None:
        """Note for one resource of the type."""
        self._type = type_name
        self._place_of = place_of
        self._findings = findings
        self.failed = False
        self.is_secret = False

    def wrong(self, path: Path, why: str, value: Value, advice: str = "") -> None:
        """Tell of a value that breaks a rule; ``why`` continues "property x ..."."""
        self.failed = True
        self._findings.error(
            f"property {dotted(path)} {why}",
            place=self._place_of(path),
            text="" if self.is_secret else _short(value),
            advice=advice,
            about=About(Problem.WRONG_PROPERTY, (dotted(path),)),
        )

    def unknown(self, path: Path, known: Iterable[str]) -> None:
        """Tell of a name that the schema does not have."""
        self.failed = True
        *outer, name = path
        whose = f"property {dotted(tuple(outer))}" if outer else self._type
        offered = one_of(known)
        self._findings.error(
            f"{whose} has no property {name}",
            place=self._place_of(path),
            text=str(name),
            advice=did_you_mean(
                str(name), known, otherwise=f"it has {offered}" if offered else "it takes none"
            ),
            about=About(Problem.UNKNOWN_PROPERTY, (dotted(path),)),
        )

    def missing(self, path: Path) -> None:
        """Tell of a required property that is not given."""
        self.failed = True
        self._findings.error(
            f"property {dotted(path)} is required",
            place=self._place_of(path),
            detail=f"{self._type} needs it",
            about=About(Problem.MISSING_PROPERTY, (dotted(path),)),
        )

    def deprecated(self, path: Path) -> None:
        """Warn of a property that should not be used any more."""
        self._findings.warning(f"property {dotted(path)} is deprecated", place=self._place_of(path))


def dotted(path: Path) -> str:
    """The path as people write it: ``networks[0].fixed_ip``."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".")


def _short(value: Value) -> str:
    text = str(masked(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
