"""What a soak has seen: how many requests of each kind, how long they took, and everything that was wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

MIB = 2**20


class Life(msgspec.Struct):
    """One life of the service, from its start to its end. Memory is in bytes, of all its processes together."""

    seconds: float = 0.0
    memory: int = 0
    until_ready: float = 0.0
    """Seconds from its start until it could be asked."""


class Report:
    """Grows while the soak goes on."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.findings: list[str] = []
        self.lives: list[Life] = []
        self._answered: dict[str, list[float]] = defaultdict(list)
        self._unanswered: dict[str, int] = defaultdict(int)
        self._refused: dict[str, int] = defaultdict(int)

    @property
    def requests(self) -> int:
        """How many were answered."""
        return sum(map(len, self._answered.values()))

    def find(self, what: str) -> None:
        """Note something that is wrong."""
        self.findings.append(what)

    def answered(self, kind: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._answered[kind].append(seconds)
        self._refused[kind] += status >= 400

    def unanswered(self, kind: str) -> None:
        """Count a request that the end of the service cut off."""
        self._unanswered[kind] += 1

    def kinds(self) -> set[str]:
        """Of requests that were answered."""
        return set(self._answered)

    def grown(self) -> str:
        """How memory has grown beyond what is allowed; "" where it has not.

        Lives of the last third may have half as much again as the largest of the first third.
        """
        used = [one.memory for one in self.lives if one.memory]
        third = len(used) // 3
        if not third:
            return ""
        before, after = max(used[:third]), max(used[-third:])
        grown = f"memory grew from {before / MIB:.0f} to {after / MIB:.0f} MiB"
        return grown if after > 1.5 * before else ""

    def __str__(self) -> str:
        """The report, for people."""
        head = f"{'requests':34} {'answered':>8} {'refused':>8} {'cut off':>8} {'p50 ms':>8} {'p99 ms':>8}"
        rows = [self._row(kind) for kind in sorted(self._answered.keys() | self._unanswered.keys())]
        everything = [one for times in self._answered.values() for one in times]
        rows.append(
            _line(
                "all",
                everything,
                sum(self._refused.values()),
                sum(self._unanswered.values()),
            )
        )
        return "\n".join([head, *rows, "", *self._lived(), *self._found()])

    def _row(self, kind: str) -> str:
        return _line(kind, self._answered[kind], self._refused[kind], self._unanswered[kind])

    def _lived(self) -> list[str]:
        memory = [one.memory / MIB for one in self.lives if one.memory]
        ready = [one.until_ready for one in self.lives]
        lived = sum(one.seconds for one in self.lives)
        return [
            f"killed {len(self.lives) - 1} times; {lived:.0f} s up",
            f"ready {_at(ready, 0.5):.2f} s after its start, at most {max(ready):.2f} s",
            f"memory: {min(memory):.0f} to {max(memory):.0f} MiB at the ends of lives, {memory[-1]:.0f} at last",
        ]

    def _found(self) -> list[str]:
        if not self.findings:
            return ["nothing was wrong"]
        return [f"{len(self.findings)} findings:", *(f"  {one}" for one in self.findings)]


def _line(kind: str, times: list[float], refused: int, unanswered: int) -> str:
    p50, p99 = (1000 * _at(times, part) for part in (0.5, 0.99))
    return f"{kind:34} {len(times):8} {refused:8} {unanswered:8} {p50:8.1f} {p99:8.1f}"


def _at(values: Sequence[float], part: float) -> float:
    """That quantile of some values; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0
