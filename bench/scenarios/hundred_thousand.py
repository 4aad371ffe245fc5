"""100,000 resources in two layers, against a tenth of them in the same run: growth."""

from __future__ import annotations

import msgspec

from bench.figure import Figure, megabytes, ratio, seconds
from bench.fresh import in_fresh_process
from bench.life import Costs, whole_life

SIZE = 100_000
MOST = 12
"""Times the figure of a tenth of the size: linear, with something to spare."""


def measure(size: int) -> list[Figure]:
    """Both sizes, each in a process of its own."""
    small, large = (_life(one) for one in (size // 10, size))
    figures = []
    for name in Costs.__struct_fields__:
        one, ten = getattr(small, name), getattr(large, name)
        spoken = name.replace("_", " ")
        cpu = f"of CPU: {ten.cpu / one.cpu:.1f}"
        figures += [
            seconds(spoken, ten.seconds),
            ratio(f"{spoken}, times a tenth's", ten.seconds / one.seconds, MOST, cpu),
        ]
    peak, tenth = large.delete.megabytes, small.delete.megabytes
    return [*figures, megabytes("memory", peak), ratio("memory, times a tenth's", peak / tenth, MOST)]


def _life(size: int) -> Costs:
    return msgspec.convert(in_fresh_process(whole_life, graph="layers", size=size), Costs)
