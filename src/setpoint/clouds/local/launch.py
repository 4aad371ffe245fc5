"""Starts a shim, which starts the process."""

from __future__ import annotations

import asyncio
import json
import os
import py_compile
import subprocess
import sys
from pathlib import Path

import msgspec

from setpoint.clouds.local.spec import Place, Private, Settings, write
from setpoint.clouds.local.state import holder


class NotStarted(Exception):
    """The process could not be started; says why in one line."""


def program(near: Path) -> str:
    """The shim as compiled code, which starts in half the time and keeps less memory than one that compiles itself.

    Kept in our own folder: installations may be read-only, or told to keep no compiled code.
    """
    source = Path(__file__).with_name("shim.py")
    version = f"{sys.implementation.cache_tag}.{source.stat().st_mtime_ns:x}"
    compiled = near / f"shim.{version}.pyc"
    if not compiled.exists():
        py_compile.compile(str(source), str(compiled), doraise=True)
    return str(compiled)


async def launch(folder: Path, place: Place, settings: Settings, private: Private, lock: int) -> None:
    """Start the process in ``folder``; once this returns it runs, and the shim holds its lock. Raises NotStarted.

    Where a shim for this folder is alive already, nothing happens. ``lock`` is the caller's turn at the folder; it is
    lent to the shim until that has its own lock.
    """
    if holder(folder / "alive"):
        return
    (folder / "state.json").unlink(missing_ok=True)
    spec = write(folder, place, settings)
    starting = asyncio.create_task(asyncio.to_thread(_start, spec, private, lock))
    try:
        said = await asyncio.shield(starting)
    except asyncio.CancelledError:
        await starting  # for it uses our lock
        raise
    if said != "ok":
        raise NotStarted(said)


def _start(spec: Path, private: Private, lock: int) -> str:
    """Start the shim and hear what it says. Blocks for some 50 ms.

    In a thread, for event loops differ in what their subprocesses inherit (uvloop's get the ends of all pipes).
    """
    starter = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", program(spec.parents[2]), str(spec), str(lock)],
        input=json.dumps(msgspec.to_builtins(private)).encode(),
        capture_output=True,
        check=False,
        env={name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
        start_new_session=True,
        pass_fds=(lock,),
    )
    said = (starter.stdout or starter.stderr).decode(errors="replace").strip()
    return said or "the shim ended without a word"
