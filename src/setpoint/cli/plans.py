"""Showing a plan: the text that everybody sees, with colour where the terminal wants some; or its JSON."""

from __future__ import annotations

from typing import Any

import click

from setpoint.cli import show
from setpoint.cli.words import printable
from setpoint.model.plan import Plan
from setpoint.model.plan_plain import plan_plain
from setpoint.model.plan_text import plan_lines

_COLOURS = {
    "+": "green",
    "±": "magenta",
    "~": "yellow",
    "-": "red",
    "…": "cyan",
    "*": "blue",
}


def show_plan(plan: Plan, stack_name: str) -> None:
    """Print a plan, and what is to be told of it."""
    lines = (_coloured(printable(line)) for line in plan_lines(plan, stack_name))
    show.text("\n".join(lines))
    show.diagnostics(plan.diagnostics)


def plan_json(plan: Plan, stack_name: str) -> dict[str, Any]:
    """A plan as ``--json`` gives it."""
    return plan_plain(plan, stack_name)


def _coloured(line: str) -> str:
    if line.startswith("stack "):
        return click.style(line, bold=True)
    colour = _COLOURS.get(line.lstrip()[:1]) if line.startswith("  ") else None
    if line.lstrip().startswith("="):
        return click.style(line, dim=True)
    return click.style(line, fg=colour) if colour else line
