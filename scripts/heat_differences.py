"""The page of docs/reference that says in what the Heat API here differs from Heat's: the table of the test of it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[1]


def heat_differences() -> Iterator[str]:
    """The reasons of the table, by subject."""
    yield "# Differences from Heat\n"
    yield (
        "Every way to ask Heat is asked of a real Heat and of Setpoint side by side, by `tests/lab/api/alike/`: the "
        "same requests, of the same project. Status, headers, keys, types and values of the answers are compared, and "
        "whatever differs must stand in a table there, from which this page is written. All else is alike.\n"
    )
    for subject, reasons in _table():
        yield f"## {subject}\n"
        yield "".join(f"- {one}\n" for one in reasons)


def _table() -> Iterator[tuple[str, list[str]]]:
    sys.path.append(str(HOUSE))
    try:
        table = importlib.import_module("tests.lab.api.alike.explained").TABLE
    finally:
        sys.path.remove(str(HOUSE))
    for subject, rows in table.items():
        yield subject, [row.reason for row in rows if row.reason]
