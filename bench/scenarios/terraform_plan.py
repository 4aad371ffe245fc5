"""The plan of 10,000 in two layers, by ``setpoint`` and ``terraform`` (``terraform_data``), command against command."""

from __future__ import annotations

from bench.figure import Figure
from bench.graphs import LAYERS
from bench.terraform import compare

SIZE = 10_000


def measure(size: int) -> list[Figure]:
    """The plan alone: the time that terraform takes to carry it out grows with the square of the size."""
    return compare(LAYERS, size, only_plan=True)
