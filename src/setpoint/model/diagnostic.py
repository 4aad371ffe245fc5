"""A problem told to a user: what is wrong, where, why, and what to do about it.

Diagnostics are values. They are gathered, not raised one at a time, so that a user sees every problem at once.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator

import msgspec

from setpoint.model.place import Place


class Severity(enum.StrEnum):
    """How bad it is: an ERROR stops the work before anything is made, a WARNING is only told."""

    ERROR = "error"
    WARNING = "warning"


class Problem(enum.StrEnum):
    """What kind of problem it is, where programs tell kinds apart: those that the Heat API has names for.

    In the order in which a reader would meet them.
    """

    TEMPLATE = "template"
    """The template cannot be read."""
    VERSION = "version"
    """It does not say a version of the language that there is: what it says, or no name where it says none."""
    SECTION = "section"
    """It has a section that there is not: its name."""
    ENVIRONMENT = "environment"
    """The environment cannot be understood."""
    UNDECLARED_PARAMETER = "undeclared parameter"
    """A value is given for a parameter that the template has not: its name."""
    MISSING_PARAMETER = "missing parameter"
    """A parameter has no value: its name."""
    REFUSED_PARAMETER = "refused parameter"
    """The value of a parameter breaks its rules: its name."""
    IMMUTABLE_PARAMETER = "immutable parameter"
    """An update would change what must stay: the parameter's name."""
    TYPE = "type"
    """There is no such resource type: its name."""
    UNDRIVEN = "undriven"
    """There is such a resource type, and no cloud here makes things of it: its name."""
    REGION = "region"
    """The cloud has no such region: its name."""
    REFERENCE = "reference"
    """There is no such resource to refer to: its name."""
    PARAMETER = "parameter"
    """There is no such parameter to refer to: its name."""
    ATTRIBUTE = "attribute"
    """A resource has no such attribute: its name, and the attribute's."""
    FILE = "file"
    """A file was not handed over: its name."""
    NESTED_TEMPLATE = "nested template"
    """The template of a nested stack was not handed over: its name as it is written, and that of the missing file."""
    FACADE = "facade"
    """A template does not fit what it stands for: the name of that."""
    CIRCLE = "circle"
    """Resources need each other: their names, as one needs the next."""
    UNKNOWN_PROPERTY = "unknown property"
    """A type has no such property: its name."""
    MISSING_PROPERTY = "missing property"
    """A property must be given: its name."""
    WRONG_PROPERTY = "wrong property"
    """The value of a property breaks its rules: its name."""


class About(msgspec.Struct, frozen=True):
    """The kind of a problem, and the names of what it is about, as the kind says."""

    problem: Problem
    names: tuple[str, ...] = ()


class Diagnostic(msgspec.Struct, frozen=True, omit_defaults=True):
    """One problem.

    ``summary`` says what (one line), ``detail`` says why, ``advice`` what would be right; ``text`` is the
    offending text and ``address`` the resource it belongs to, where there is one. ``about`` is for programs. ``path``
    is the way to ``place`` in the tree that its document holds, for those who gave a tree and never saw lines.
    ``region`` is that of the stack of its own which it is a problem of (``OS::Heat::Stack``), "" where that is not
    said; None for what is a problem of the stack itself. ``error`` is the name that Heat's users know the failure of a
    resource by (``ResourceInError``), where it has one.
    """

    summary: str
    severity: Severity = Severity.ERROR
    detail: str = ""
    advice: str = ""
    place: Place | None = None
    text: str = ""
    address: str = ""
    about: About | None = None
    path: tuple[str | int, ...] = ()
    region: str | None = None
    error: str = ""

    @property
    def summary_with_detail(self) -> str:
        """What and why, without where: for a status reason."""
        return f"{self.summary}: {self.detail}" if self.detail else self.summary

    def __str__(self) -> str:
        """One line, for logs and exceptions."""
        where = f"{self.place}: " if self.place else ""
        tail = f" ({self.advice})" if self.advice else ""
        detail = f": {self.detail}" if self.detail else ""
        return f"{where}{self.summary}{detail}{tail}"


class Findings:
    """Gathers diagnostics while a text is read, a model compiled or a plan made."""

    def __init__(self) -> None:
        """Start with none."""
        self._found: list[Diagnostic] = []

    def error(
        self,
        summary: str,
        *,
        place: Place | None = None,
        detail: str = "",
        advice: str = "",
        text: str = "",
        address: str = "",
        about: About | None = None,
    ) -> None:
        """Note a problem that stops the work."""
        self._found.append(
            Diagnostic(summary, Severity.ERROR, detail, advice, place, text, address, about),
        )

    def warning(
        self,
        summary: str,
        *,
        place: Place | None = None,
        detail: str = "",
        advice: str = "",
        text: str = "",
        address: str = "",
    ) -> None:
        """Note a problem that is told and then lived with."""
        self._found.append(
            Diagnostic(summary, Severity.WARNING, detail, advice, place, text, address),
        )

    def add(self, found: Iterable[Diagnostic]) -> None:
        """Take over what somebody else found."""
        self._found.extend(found)

    def __iter__(self) -> Iterator[Diagnostic]:
        """All of them, in the order in which they were found."""
        return iter(self._found)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._found)

    @property
    def has_errors(self) -> bool:
        """Whether anything found stops the work."""
        return any(one.severity is Severity.ERROR for one in self._found)

    def in_order(self) -> tuple[Diagnostic, ...]:
        """Sorted by place (file, line, column), those without a place last; duplicates told once."""
        nowhere = Place("\U0010ffff")
        return tuple(sorted(dict.fromkeys(self._found), key=lambda one: one.place or nowhere))
