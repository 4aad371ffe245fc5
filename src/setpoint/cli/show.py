"""How a command shows things: results on stdout, everything said about them on stderr, and JSON where it was asked for.

``--json`` puts exactly one JSON document on stdout; text for people then goes to stderr. Whatever comes from templates
or clouds passes through :func:`one_line` or :func:`printable` first: a name cannot move a terminal's cursor.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
import msgspec

from setpoint.cli.options import wants_json, wants_json_lines
from setpoint.model.diagnostic import Diagnostic, Severity
from setpoint.model.place import Place
from setpoint.model.value import masked
from setpoint.templates.tree import Document

_TEXTS = "setpoint.texts"
_WIDEST = 100
_WORD = re.compile(r"[\w.:*/-]+")

_STYLES: dict[Severity, dict[str, Any]] = {
    Severity.ERROR: {"fg": "red", "bold": True},
    Severity.WARNING: {"fg": "yellow", "bold": True},
}


# --- results


def text(line: str = "") -> None:
    """One line of a result for people: on stdout, or on stderr where stdout is kept for JSON."""
    click.echo(line, err=wants_json())


def is_reader_gone(problem: OSError) -> bool:
    """Whether it means that nobody reads what is printed any more: a closed pipe, or a terminal that is gone."""
    return isinstance(problem, BrokenPipeError) or problem.errno == errno.EIO


def silence_stdout() -> None:
    """Print into nothing from now on, and let the interpreter flush what is left into nothing, too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(line: str) -> None:
    """Something said about the work, not its result: on stderr."""
    click.echo(line, err=True)


def json(value: Any) -> None:
    """The result as JSON on stdout, secrets masked. Structs of the model may be in it."""
    plain = msgspec.to_builtins(value, enc_hook=masked)
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n")


def json_line(value: Any) -> None:
    """One JSON document a line, as it comes."""
    sys.stdout.write(msgspec.json.encode(value, enc_hook=masked).decode() + "\n")
    sys.stdout.flush()


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows in columns, on stdout: drawn on a terminal; in a pipe plain, and the last column is not padded."""
    cells = [[one_line(str(cell)) for cell in row] for row in rows]
    if sys.stdout.isatty() and not wants_json():
        from setpoint.cli.tables import draw

        draw(titles, cells)
        return
    widths = [max((wide(row[at]) for row in (titles, *cells)), default=0) for at in range(len(titles))]
    text(click.style(_in_columns([title.upper() for title in titles], widths), bold=True))
    for row in cells:
        text(_in_columns(row, widths))


def record(pairs: Iterable[tuple[str, object]]) -> None:
    """One thing in detail: names on the left, values on the right (several lines of them under each other)."""
    shown = [(name, printable(str(value)).split("\n")) for name, value in pairs]
    width = max((wide(name) for name, _ in shown), default=0)
    for name, lines in shown:
        for number, line in enumerate(lines):
            label = padded("" if number else name, width)
            text(f"{click.style(label, bold=True)}  {line}".rstrip())


def _in_columns(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


# --- diagnostics


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


def refusal(problems: Sequence[Diagnostic]) -> None:
    """Tell why nothing was done: in words on stderr, and as the JSON document where that was asked for."""
    diagnostics(problems)
    if wants_json():
        found = {"diagnostics": [diagnostic_json(one) for one in problems]}
        json_line(found) if wants_json_lines() else json(found)


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


# --- what a terminal is given


def one_line(value: str) -> str:
    """``value`` without anything that would leave its line or steer a terminal."""
    return printable(value).replace("\n", " ")


def printable(value: str) -> str:
    """``value`` with tabs as spaces, and what cannot be printed as a replacement character."""
    if value.isprintable():
        return value
    return "".join(
        one if one.isprintable() or one == "\n" else " " if one == "\t" else "\ufffd" for one in value
    )


def elapsed(seconds: float) -> str:
    """A time in words: ``0.8 s``, ``12 s``, ``3:05``, ``1:00:00``."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def wide(value: str) -> int:
    """How many columns of a terminal ``value`` takes."""
    if value.isascii():
        return len(value)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in value
    )


def padded(value: str, width: int) -> str:
    """``value`` with blanks after it, up to ``width`` columns."""
    return value + " " * (width - wide(value))
