"""What is known of a process: what its shim says in ``state.json``, and whether that shim is alive.

A pid proves nothing, for pids are used again. The shim holds a record lock on ``alive`` until it dies, and the kernel
tells who holds it: only while there is a holder, and while it is the one that wrote the state, is the state believed.
"""

from __future__ import annotations

import fcntl
import os
import signal
import struct
from pathlib import Path
from typing import Literal

import msgspec

Phase = Literal["starting", "running", "healthy", "unhealthy", "stopping", "exited"]
_FLOCK = "hhqqi4x"  # struct flock of fcntl(2), with the padding that the kernel writes to


class Identity(msgspec.Struct, frozen=True):
    """A process for ever, within one boot: ``started`` is the 22nd field of ``/proc/PID/stat``, in clock ticks."""

    pid: int
    started: int


class HealthReport(msgspec.Struct, frozen=True):
    """The reason of the last verdict, and when it was given (seconds since the epoch)."""

    reason: str = ""
    since: float = 0.0


class State(msgspec.Struct, frozen=True):
    """What the shim wrote last."""

    token: str
    boot: str
    phase: Phase
    shim: Identity
    child: Identity | None = None
    settings: str = ""
    """The digest of the settings in force."""
    health: HealthReport | None = None
    cgroups: tuple[str, ...] = ()
    """Those that the process really is in."""
    started_at: float = 0.0
    ended_at: float = 0.0
    code: int | None = None
    """Exit code, or the negative number of the signal that ended it."""
    error: str = ""
    """Why it could not be started, or was ended by the kernel."""
    killed: bool = False
    """It did not end within its grace, and was made to."""


class Life(msgspec.Struct, frozen=True):
    """A look at a process's folder: the state, and the pid of the living shim that vouches for it (0: none does)."""

    state: State | None
    shim: int

    @property
    def is_forged(self) -> bool:
        """A shim is alive, and the state is not its own."""
        return self.shim != 0 and self.state is not None and self.state.shim.pid != self.shim

    @property
    def has_ended(self) -> bool:
        """The process ended and its shim said so, whether or not it has left yet."""
        return self.state is not None and self.state.phase == "exited"


def look(folder: Path) -> Life:
    """Look once. The lock is asked first: what was written before its holder died is then seen as well.

    It is asked again when nobody held it and yet something is written: a shim that starts just now takes it and then
    writes, and both may have come between.
    """
    shim = holder(folder / "alive")
    state = read_state(folder)
    if not shim and state is not None:
        shim = holder(folder / "alive")
    return Life(state, shim)


def read_state(folder: Path) -> State | None:
    """What the shim wrote; None where it wrote nothing, or where a power cut left half of it."""
    try:
        return msgspec.json.decode((folder / "state.json").read_bytes(), type=State)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def holder(lock: Path) -> int:
    """The pid of the process that holds the record lock, as the kernel has it; 0 where nobody does."""
    try:
        fd = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return 0
    try:
        asked = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        kind, _, _, _, pid = struct.unpack(_FLOCK, fcntl.fcntl(fd, fcntl.F_GETLK, asked))
    finally:
        os.close(fd)
    return 0 if kind == fcntl.F_UNLCK else int(pid)


def send(folder: Path, number: signal.Signals) -> bool:
    """Signal the living shim, and no other process; tells whether there is one."""
    pid = holder(folder / "alive")
    if pid == 0:
        return False
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        if holder(folder / "alive") != pid:
            return False  # it died, and the handle may be another's
        signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        return False
    finally:
        os.close(handle)
    return True
