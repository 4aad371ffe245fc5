"""100 resources in a chain, each reading the one before it: what a hop costs, with and without waiting for the disk."""

from __future__ import annotations

from statistics import median

from bench.figure import Figure, seconds
from bench.folders import flush_seconds, memory
from bench.life import whole_life

SIZE = 100
TIMES = 5


def measure(size: int) -> list[Figure]:
    """Several lives on a file system in memory, where a flush costs nothing, and as many on disk."""
    whole_life("chain", size)  # what is imported and compiled once is no part of a hop
    cpu, on_disk = _a_hop(size, "")
    figures = [
        _milliseconds("a hop, on disk", on_disk, note=f"{flush_seconds() * 1000:.2f} ms is one flush"),
        _milliseconds("a hop, of CPU", cpu),
    ]
    folder = memory()
    if folder is None:  # all that is left to go by
        return [
            *figures,
            _milliseconds("a hop, our own time", cpu, 2, "CPU: there is no file system in memory"),
        ]
    _, own = _a_hop(size, str(folder))
    return [*figures, _milliseconds("a hop, our own time", own, 2, "on a file system in memory")]


def _a_hop(size: int, folder: str) -> tuple[float, float]:
    """Seconds of CPU and on the clock for each resource of a create (parse, plan and carry out): the medians."""
    costs = [whole_life("chain", size, folder).create for _ in range(TIMES)]
    return median(one.cpu for one in costs) / size, median(one.seconds for one in costs) / size


def _milliseconds(name: str, value: float, most: float | None = None, note: str = "") -> Figure:
    return Figure(name, seconds(name, value).value * 1000, "ms", most, note)
