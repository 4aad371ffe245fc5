"""How a command shows things: results on stdout, everything said about them on stderr, and JSON where it was asked for.

``--json`` puts exactly one JSON document on stdout; text for people then goes to stderr. Whatever comes from templates
or clouds passes through :mod:`setpoint.cli.words` first: a name cannot move a terminal's cursor.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click
import msgspec

from setpoint.cli.options import wants_json, wants_json_lines
from setpoint.cli.problems import diagnostic_json, diagnostics
from setpoint.cli.words import one_line, padded, printable, wide
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.value import masked

__all__ = [
    "diagnostic_json",
    "diagnostics",
    "is_reader_gone",
    "json",
    "json_line",
    "note",
    "one_line",
    "padded",
    "printable",
    "record",
    "refusal",
    "silence_stdout",
    "table",
    "text",
    "wide",
]


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


# --- problems


def refusal(problems: Sequence[Diagnostic]) -> None:
    """Tell why nothing was done: in words on stderr, and as the JSON document where that was asked for."""
    diagnostics(problems)
    if wants_json():
        found = {"diagnostics": [diagnostic_json(one) for one in problems]}
        json_line(found) if wants_json_lines() else json(found)
