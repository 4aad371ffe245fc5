"""``setpoint --help``, from a cold start to its end."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.cost import of_command, typical
from bench.figure import Figure, seconds

SIZE = 10


def measure(size: int) -> list[Figure]:
    """The median of ``size`` times; beside it, what Python alone takes to start."""
    setpoint = typical(size, lambda: of_command([str(installed()), "--help"]))
    python = typical(size, lambda: of_command([sys.executable, "-c", "pass"]))
    return [
        seconds("of CPU", setpoint.cpu, 0.15),
        seconds("on the clock", setpoint.seconds),
        seconds("of CPU, Python alone", python.cpu),
    ]


def installed() -> Path:
    """The command that is installed beside this Python."""
    return Path(sys.executable).with_name("setpoint")
