"""The machine that the figures are of: without it they say nothing."""

from __future__ import annotations

import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bench.folders import disk, file_system, flush_seconds
from setpoint import __version__


class Machine(msgspec.Struct, frozen=True):
    """``load`` is how many others wanted the processors in the last minute before the run; ``flush`` is in seconds."""

    at: str
    processor: str
    cores: int
    memory: float
    system: str
    python: str
    sqlite: str
    setpoint: str
    file_system: str
    flush: float
    load: float


def this_machine() -> Machine:
    """Look at it."""
    return Machine(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        setpoint=__version__,
        file_system=file_system(disk()),
        flush=flush_seconds(),
        load=os.getloadavg()[0],
    )


def _processor() -> str:
    for line in _lines("/proc/cpuinfo"):
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def in_words(machine: Machine) -> str:
    """Two lines for people."""
    return (
        f"{machine.at}: {machine.cores} x {machine.processor}, {machine.memory:.0f} GB, {machine.system}, "
        f"Python {machine.python}, SQLite {machine.sqlite}, Setpoint {machine.setpoint}\n"
        f"data on {machine.file_system or 'an unknown file system'}, {machine.flush * 1000:.2f} ms a flush; "
        f"load {machine.load:.1f} before the run"
    )
