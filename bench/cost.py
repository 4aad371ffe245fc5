"""What something cost: seconds on the wall clock, seconds of CPU (all threads, user and system), memory at its peak."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import msgspec

_ALONE = Path(__file__).with_name("alone.py")


class Cost(msgspec.Struct):
    """``megabytes`` are those of the whole process until the end, in units of 2**20 bytes."""

    seconds: float = 0
    cpu: float = 0
    megabytes: float = 0


@contextmanager
def measured() -> Iterator[Cost]:
    """The cost of what is done in this process while the context lasts, filled in at its end."""
    cost, wall, cpu = Cost(), time.perf_counter(), time.process_time()
    try:
        yield cost
    finally:
        cost.seconds, cost.cpu = time.perf_counter() - wall, time.process_time() - cpu
        cost.megabytes = peak()


def peak() -> float:
    """The most memory that this process has had resident, in units of 2**20 bytes.

    The kernel's own mark of this program is read where there is one: that of ``getrusage`` counts what the process
    was before it became this program.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def of_command(
    command: Sequence[str], *, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> Cost:
    """Run a command to its end in a process of its own, its output thrown away. Raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(_ALONE), *command],
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    took, cpu, kilobytes, code = done.stdout.split()
    if code != "0":
        raise subprocess.CalledProcessError(int(code), command, stderr=done.stderr)
    return Cost(float(took), float(cpu), int(kilobytes) / 1024)


def typical(times: int, measure: Callable[[], Cost]) -> Cost:
    """The median cost of doing something several times."""
    costs = [measure() for _ in range(times)]
    return Cost(
        median(one.seconds for one in costs),
        median(one.cpu for one in costs),
        max(one.megabytes for one in costs),
    )
