"""Counting calls where they arrive: in the access logs of the lab's APIs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from bench.lab.place import REGION, settings

LINE = re.compile(
    r'"(?P<method>[A-Z]+) (?P<path>\S+)" (?P<status>\d+) .* '
    r'(?P<took>\d+)ms at=(?P<at>\d+) host=(?P<host>\S+) "(?P<agent>[^"]*)"'
)


class Call:
    """One line: method, path, when it came (seconds since the epoch), what it took, to which address, from whom."""

    def __init__(self, found: re.Match[str]) -> None:
        """Read it."""
        self.method, self.path = found["method"], found["path"]
        self.at, self.seconds = int(found["at"]) / 1000, int(found["took"]) / 1000
        self.host, self.agent = found["host"], found["agent"]


class Access:
    """What has arrived since this was made."""

    def __init__(self) -> None:
        """Begin to count now."""
        self._sizes = {file: file.stat().st_size for file in _files()}

    def calls(self) -> list[Call]:
        """All of it, oldest first."""
        found = [call for file in _files() for call in _read(file, self._sizes.get(file, 0))]
        return sorted(found, key=lambda one: one.at)

    def of(self, agent: str) -> list[Call]:
        """Those of a program, by how its name begins."""
        return [one for one in self.calls() if one.agent.startswith(agent)]


def busiest_second(calls: Iterable[Call]) -> int:
    """The most looks at servers that came within one second of the clock."""
    looks = (one for one in calls if one.method == "GET" and "/servers" in one.path)
    return max(Counter(int(one.at) for one in looks).values(), default=0)


def _files() -> list[Path]:
    return sorted((settings().home / "access" / REGION).glob("*.log"))


def _read(file: Path, begin: int) -> list[Call]:
    with file.open() as lines:
        lines.seek(begin)
        return [Call(found) for line in lines if (found := LINE.search(line))]
