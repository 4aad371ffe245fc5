"""Locks that die with their process: files for processes that share a data folder, a set for a store in memory.

Open-file-description locks (``F_OFD_SETLK``) are used and not ``flock``: they behave alike (two holders in one process
exclude each other, and the kernel lets go when the holder dies), but these can also be *asked about* without being
taken, so that a look never makes somebody else's attempt fail.
"""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path
from typing import Protocol

from setpoint.store.home import FILE_MODE

_WHOLE_FILE = "hhqqi0q"  # struct flock of fcntl(2): type, whence, start, length, pid


class Lock(Protocol):
    """Something held."""

    def release(self) -> None:
        """Let go. Safe to repeat."""
        ...


class Locks(Protocol):
    """Named locks."""

    def take(self, name: str) -> Lock | None:
        """Hold ``name``, or None while somebody else does."""
        ...

    def is_taken(self, name: str) -> bool:
        """Whether somebody holds ``name`` just now. Asking takes nothing."""
        ...


class FileLock:
    """A lock file that this process holds open. Its file goes when it is released, and stays after a kill."""

    def __init__(self, path: Path, descriptor: int) -> None:
        """Take over an open, locked file."""
        self._path = path
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Remove the file while it is still held, so that no two can hold files of one name; then let go."""
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        self._path.unlink(missing_ok=True)
        os.close(descriptor)


class FileLocks:
    """Locks between the processes that share ``folder``: ``<folder>/<name>.lock``."""

    def __init__(self, folder: Path) -> None:
        """Keep the lock files in ``folder``."""
        self._folder = folder

    def take(self, name: str) -> FileLock | None:
        """Hold ``name``, or None while another process, or another holder in this one, does."""
        return self._take(name, fcntl.F_OFD_SETLK)

    def wait_for(self, name: str) -> FileLock:
        """Hold ``name`` as soon as it is free; blocks."""
        lock = self._take(name, fcntl.F_OFD_SETLKW)
        assert lock is not None, "a lock that was waited for is held"
        return lock

    def is_taken(self, name: str) -> bool:
        """Whether a living process holds ``name`` just now."""
        try:
            descriptor = os.open(self._path(name), os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            return _holder(descriptor) != fcntl.F_UNLCK
        finally:
            os.close(descriptor)

    def left_behind(self) -> list[str]:
        """Names of lock files that nobody holds: their processes were killed."""
        names = sorted(path.stem for path in self._folder.glob("*.lock"))
        return [name for name in names if not self.is_taken(name)]

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"

    def _take(self, name: str, command: int) -> FileLock | None:
        path = self._path(name)
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
            try:
                fcntl.fcntl(descriptor, command, _request(fcntl.F_WRLCK))
            except BlockingIOError:
                os.close(descriptor)
                return None
            except BaseException:
                os.close(descriptor)
                raise
            if _is_at(path, descriptor):
                return FileLock(path, descriptor)
            os.close(descriptor)  # its last holder removed the file between our open and our lock


class MemoryLocks:
    """Locks within one store in memory."""

    def __init__(self) -> None:
        """Start with none taken."""
        self._taken: dict[str, Lock] = {}

    def take(self, name: str) -> Lock | None:
        """Hold ``name``, or None while it is held."""
        if name in self._taken:
            return None
        self._taken[name] = lock = _MemoryLock(self._taken, name)
        return lock

    def is_taken(self, name: str) -> bool:
        """Whether ``name`` is held just now."""
        return name in self._taken


class _MemoryLock:
    def __init__(self, taken: dict[str, Lock], name: str) -> None:
        self._taken = taken
        self._name = name

    def release(self) -> None:
        if self._taken.get(self._name) is self:
            del self._taken[self._name]


def _request(kind: int) -> bytes:
    return struct.pack(_WHOLE_FILE, kind, os.SEEK_SET, 0, 0, 0)


def _holder(descriptor: int) -> int:
    answer = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, _request(fcntl.F_WRLCK))
    kind: int = struct.unpack(_WHOLE_FILE, answer)[0]
    return kind


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
