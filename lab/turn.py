"""Turns: what one program on this machine must have to itself for a while, or several may share."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from lab.settings import Settings

HEAT = "heat"
"""Heat as it is: whoever asks it something shares it, whoever starts it anew has it alone."""
SERVING = "serving"
"""The region in which Setpoint stands beside Heat: one service is there at a time."""


@contextmanager
def turn(settings: Settings, name: str, *, shared: bool = False) -> Iterator[None]:
    """Wait for ``name``, and have it, or a share of it, while the context lasts."""
    with (settings.home / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
