"""What a service takes, as its machine sees it: CPU and memory of a whole session of processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_SESSION, _USER, _SYSTEM = 3, 11, 12
"""Fields of ``/proc/PID/stat`` (proc(5)), from the one behind the name on."""


def cpu(leader: int) -> float:
    """Seconds of CPU, user and system, that those of the session have taken who are still there."""
    return sum(int(one[_USER]) + int(one[_SYSTEM]) for _, one in _members(leader)) / _TICK


def memory(leader: int) -> int:
    """The bytes that they have resident; what they share is counted once (PSS)."""
    return sum(_pss(pid) for pid, _ in _members(leader))


def _members(leader: int) -> Iterator[tuple[int, list[str]]]:
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # gone meanwhile
            continue
        if int(fields[_SESSION]) == leader:
            yield int(entry.name), fields


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
