"""Clears up after a process whose shim is dead: what is left of its tree, its control groups, its folder."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

from setpoint.clouds.local import cgroups
from setpoint.clouds.local.spec import read_spec

TRIES = 200
PAUSE = 0.01
"""Seconds between two looks at whether what was killed has gone."""


async def sweep(folder: Path) -> None:
    """Kill what is left and remove the folder. Only in one's turn, and where no shim lives; safe to repeat."""
    gone = folder.with_name(f".{folder.name}.gone")
    await end_leftovers(folder)
    with contextlib.suppress(FileNotFoundError):
        folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


async def end_leftovers(folder: Path) -> None:
    """Kill all processes that bear the token of ``folder`` or are in its control groups, and remove those groups."""
    spec = read_spec(folder)
    known = [Path(group) for group in (spec.limits.cgroups if spec else ())]
    groups = known or cgroups.Machine.present().groups(folder.name)
    for _ in range(TRIES):
        left = {*marked(folder.name), *(pid for group in groups for pid in cgroups.processes(group))}
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for group in groups:
            with contextlib.suppress(OSError):
                group.rmdir()
        if not left and not any(group.exists() for group in groups):
            return
        await asyncio.sleep(PAUSE)


def marked(token: str) -> Iterator[int]:
    """The processes that were started with this token in their environment, by us or by one another."""
    mark = f"SETPOINT_TOKEN={token}".encode()
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and mark in _environment(process):
            yield int(process.name)


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []  # it has gone, or is none of ours
