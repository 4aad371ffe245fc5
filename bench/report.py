"""Showing figures: a table for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from bench.figure import Figure
from bench.machine import Machine
from bench.scenario import Outcome

_WIDTHS = (48, 14, 12, 8)
_MET = {True: "met", False: "NOT MET", None: ""}


def table(outcome: Outcome) -> str:
    """One scenario's part of the table."""
    lines = [f"\n{outcome.name}: {outcome.title}"]
    if outcome.broke:
        return "\n".join([*lines, f"  it broke: {outcome.broke}"])
    return "\n".join([*lines, *(_row(one) for one in outcome.figures or [])]) or lines[0]


def _row(figure: Figure) -> str:
    bound = "" if figure.most is None else f"< {_amount(figure.most, figure.unit)}"
    cells = (figure.name, _amount(figure.value, figure.unit), bound, _MET[figure.is_met])
    left, *right = (cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True))
    value, *rest = right
    return f"  {left}{value.strip().rjust(_WIDTHS[1])}   {''.join(rest)}{figure.note}".rstrip()


def _amount(value: float, unit: str) -> str:
    return f"{_number(value)} {unit}".rstrip()


def _number(value: float) -> str:
    """Three digits that count, or all of a whole number."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def ending(outcomes: Sequence[Outcome]) -> str:
    """How many bounds were met, and which were not."""
    bounded = [(outcome, one) for outcome in outcomes for one in outcome.figures if one.most is not None]
    missed = [f"{outcome.name}: {one.name}" for outcome, one in bounded if not one.is_met]
    line = f"\n{len(bounded) - len(missed)} of {len(bounded)} bounds were met"
    return f"{line}; not met: {', '.join(missed)}" if missed else line


def as_json(machine: Machine, outcomes: Sequence[Outcome]) -> bytes:
    """Everything, as one JSON document."""
    whole: dict[str, Any] = {
        "machine": msgspec.to_builtins(machine),
        "scenarios": [_scenario(one) for one in outcomes],
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def _scenario(outcome: Outcome) -> dict[str, Any]:
    figures = [{**msgspec.to_builtins(one), "met": one.is_met} for one in outcome.figures]
    return {**msgspec.to_builtins(outcome), "figures": figures}
