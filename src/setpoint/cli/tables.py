"""Tables on a terminal, drawn by rich: cells fold where the terminal is narrow, and statuses have their colours.

In a pipe a table is plain columns (:func:`setpoint.cli.show.table`), for ``grep`` and ``awk``.
"""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

_STYLES = {"_COMPLETE": "green", "_IN_PROGRESS": "yellow", "_FAILED": "red"}
"""By the end of Heat's words for a status."""


def draw(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table of texts that hold nothing but what may be printed. Colours respect ``NO_COLOR``."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, style=_style(cell)) for cell in row))
    _console().print(table)


def _console() -> Console:
    ctx = click.get_current_context(silent=True)
    return Console(highlight=False, no_color=True if ctx and ctx.color is False else None)


def _style(cell: str) -> str:
    return next((style for end, style in _STYLES.items() if cell.endswith(end) and cell.isupper()), "")
