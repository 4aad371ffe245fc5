"""Where the data of a run lies: on a real disk, because what is durable is part of what is measured; or in memory."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.fresh import ROOT

RESULTS = ROOT / "bench" / "results"
_MEMORY = Path("/dev/shm")  # noqa: S108 - it is a file system in memory, which is the point
_BLOCK = b"\0" * 4096


def disk() -> Path:
    """The folder on disk: ``SETPOINT_BENCH_FOLDER``, or one of the checkout (``/tmp`` may be memory)."""
    folder = Path(os.environ.get("SETPOINT_BENCH_FOLDER") or RESULTS)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def memory() -> Path | None:
    """A folder of a file system in memory, where a flush costs nothing; None where there is none."""
    return _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None


@contextmanager
def scratch(folder: Path | None = None) -> Iterator[Path]:
    """An empty folder, on disk unless ``folder`` says where; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="setpoint-", dir=folder or disk()) as path:
        yield Path(path)


def flush_seconds(times: int = 50) -> float:
    """What it takes to append a block to a file on disk and have it durable: the median."""
    with scratch() as folder, (folder / "flushed").open("ab", buffering=0) as file:
        return median(_flush(file.fileno()) for _ in range(times))


def _flush(file: int) -> float:
    began = time.perf_counter()
    os.write(file, _BLOCK)
    os.fsync(file)
    return time.perf_counter() - began


def file_system(folder: Path) -> str:
    """The type of the file system that a folder is on, as the kernel calls it; "" where it does not tell."""
    mounts = Path("/proc/self/mounts")
    found = ("", "")
    for line in mounts.read_text().splitlines() if mounts.exists() else ():
        _, point, kind, *_ = line.split()
        if folder.resolve().is_relative_to(point) and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]
