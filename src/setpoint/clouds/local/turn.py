"""Turns at the folder of a process: starting what runs in it, signalling that, and clearing it up exclude each other.

A turn is a ``flock`` on a file in the folder. Such a lock belongs to the open file and not to the process that took it:
whoever starts a shim lends it the open file, and the turn ends when both have closed theirs. So there is no moment at
which a shim is on its way and nobody knows, even when the one who started it is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

PAUSE = 0.01
"""Seconds between two tries. Blocking would take a thread, and could not be cancelled."""


@contextlib.asynccontextmanager
async def turn(folder: Path) -> AsyncIterator[int]:
    """Have the folder to oneself; gives the open file that holds the lock. Raises FileNotFoundError."""
    while (lock := _take(folder)) is None:  # noqa: ASYNC110 - the kernel tells nobody
        await asyncio.sleep(PAUSE)
    try:
        yield lock
    finally:
        os.close(lock)


@contextlib.asynccontextmanager
async def first_turn(folder: Path) -> AsyncIterator[int]:
    """As :func:`turn`, in a folder that is made where it is missing, also when it is cleared up meanwhile."""
    async with contextlib.AsyncExitStack() as stack:
        while True:
            folder.mkdir(mode=0o700, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                lock = await stack.enter_async_context(turn(folder))
                break
        yield lock


@contextlib.contextmanager
def turn_at_once(folder: Path) -> Iterator[bool]:
    """Have the folder to oneself if nobody else has it; gives whether that is so. Raises FileNotFoundError."""
    lock = _take(folder)
    try:
        yield lock is not None
    finally:
        if lock is not None:
            os.close(lock)


def _take(folder: Path) -> int | None:
    path = folder / "turn"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(path.stat(), os.fstat(lock)):
            return lock
    except BlockingIOError:
        pass
    except BaseException:
        os.close(lock)
        raise
    os.close(lock)  # somebody has it; or the folder was cleared up, and is another by now
    return None
