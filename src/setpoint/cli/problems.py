"""Diagnostics as people and programs read them: place, offending line with a caret, why, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import click
import msgspec

from setpoint.cli.words import one_line, printable, wide
from setpoint.model.diagnostic import Diagnostic, Severity
from setpoint.model.place import Place
from setpoint.templates.tree import Document

_TEXTS = "setpoint.texts"
_WIDEST = 100
_WORD = re.compile(r"[\w.:*/-]+")

_STYLES: dict[Severity, dict[str, Any]] = {
    Severity.ERROR: {"fg": "red", "bold": True},
    Severity.WARNING: {"fg": "yellow", "bold": True},
}


class Texts(msgspec.Struct):
    """What the user gave, so that problems can be shown in it.

    ``documents`` are by the name that places use; ``names`` are the paths that the user would open for those names.
    """

    documents: dict[str, Document] = {}
    names: dict[str, str] = {}

    def shown_place(self, place: Place) -> Place:
        """``place`` with the path of the file as seen from the current folder."""
        return msgspec.structs.replace(place, file=self.names.get(place.file, place.file))

    def line(self, place: Place) -> str:
        """The line that ``place`` points into, when it may be shown as it is; else empty."""
        document = self.documents.get(place.file)
        return "" if document is None or document.is_private else document.line(place.line)

    def quoted(self, place: Place) -> str:
        """What may be shown of the line that ``place`` points into."""
        document = self.documents.get(place.file)
        return document.quoted(place.line) if document and place.line else ""


def texts() -> Texts:
    """The texts that this command was given; fill them in as they are read."""
    ctx = click.get_current_context(silent=True)
    found: Texts = ctx.meta.setdefault(_TEXTS, Texts()) if ctx else Texts()
    return found


def diagnostics(problems: Iterable[Diagnostic]) -> None:
    """Tell problems on stderr, each with its place, the line and what would be right."""
    for problem in problems:
        for line in explain(problem, texts()):
            click.echo(line, err=True)


def explain(problem: Diagnostic, given: Texts) -> list[str]:
    """The lines that tell of one problem, styled."""
    where = f"{given.shown_place(problem.place)}: " if problem.place else ""
    word = click.style(f"{problem.severity}:", **_STYLES[problem.severity])
    summary = problem.summary if _names(problem) else f"{problem.address}: {problem.summary}"
    lines = [f"{printable(where)}{word} {printable(summary)}"]
    lines += _quotation(problem, given)
    for prefix, words in (("", problem.detail), ("hint: ", problem.advice)):
        if words:
            first, *more = printable(words).split("\n")
            lines += [f"    {click.style(prefix, fg='cyan')}{first}", *(f"    {line}" for line in more)]
    return lines


def _names(problem: Diagnostic) -> bool:
    """Whether the summary says already which resource it is about, or there is none."""
    return not problem.address or problem.address in problem.summary


def _quotation(problem: Diagnostic, given: Texts) -> list[str]:
    """The line that it is about, with a caret beneath the offending word where the whole line may be shown."""
    place = problem.place
    line = given.line(place) if place else ""
    offending = problem.text or (given.quoted(place) if place else "")
    if place is None or not line.strip() or not _is_of(line, offending):
        label = f"{place.line:>6} | " if place and place.line else "    "
        return [f"{label}{one_line(offending)[:_WIDEST]}"] if offending else []
    start = max(place.column, 1) - 1
    before = wide(one_line(line[:start]))
    cut = max(0, before - _WIDEST // 2)
    word = _offending_word(line, start, problem.text)
    caret = click.style("^" * max(1, min(wide(one_line(word)), _WIDEST // 2)), fg="red")
    shown = _window(one_line(line), cut)
    return [f"{place.line:>6} | {shown}", f"{'':>6} | {' ' * (before - cut)}{caret}"]


def _window(line: str, start: int) -> str:
    """As much of ``line`` as is shown, from ``start`` on; dots where something is left out."""
    shown = line[start : start + _WIDEST]
    return f"{'…' + shown[1:] if start else shown}{'…' if len(line) > start + _WIDEST else ''}"


def _is_of(line: str, offending: str) -> bool:
    """Whether nothing in the line was hidden from the offending text on purpose: it may hold a secret."""
    is_only_long = len(offending) > _WIDEST and line.strip().startswith(offending.removesuffix("..."))
    return offending in line or is_only_long


def _offending_word(line: str, start: int, offending: str) -> str:
    """What in ``line`` is meant: the offending text where it stands there, else the word."""
    if offending and offending != line.strip() and line.startswith(offending, start):
        return offending
    found = _WORD.match(line, start)
    return found.group().rstrip(":") if found else ""


def diagnostic_json(problem: Diagnostic) -> dict[str, Any]:
    """A diagnostic as plain data."""
    given = texts()
    place = given.shown_place(problem.place) if problem.place else None
    found: Mapping[str, Any] = {
        "severity": problem.severity.value,
        "summary": problem.summary,
        "detail": problem.detail,
        "advice": problem.advice,
        "address": problem.address,
        "file": place.file if place else "",
        "line": place.line if place else 0,
        "column": place.column if place else 0,
        "text": problem.text or (given.quoted(problem.place) if problem.place else ""),
    }
    return {key: value for key, value in found.items() if value}
