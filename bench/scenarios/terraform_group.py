"""A group of 1,000, by ``setpoint`` and by ``terraform`` (``terraform_data``), command against command."""

from __future__ import annotations

from bench.figure import Figure
from bench.graphs import GROUP
from bench.terraform import compare

SIZE = 1_000


def measure(size: int) -> list[Figure]:
    """The whole life of both, once; no figures without terraform on PATH."""
    return compare(GROUP, size)
