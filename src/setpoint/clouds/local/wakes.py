"""How changes are heard of: shims and routers send a datagram with their token to every socket in a folder.

Losing one costs time only, for it says that something changed and never what.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from uuid import uuid4


@contextlib.contextmanager
def short_path(path: Path) -> Iterator[str]:
    """A path to a socket that fits the kernel's 107 bytes, however deep its folder lies."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


class Listener:
    """A socket in a folder, and a call for what it hears."""

    def __init__(self, folder: Path, heard: Callable[[Sequence[str]], None]) -> None:
        """Listen from now on, in the running event loop."""
        self._path = folder / f"{os.getpid()}-{uuid4().hex[:8]}.wake"
        self._heard = heard
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        with short_path(self._path) as short:
            self._socket.bind(short)
        asyncio.get_running_loop().add_reader(self._socket, self._hear)

    def close(self) -> None:
        """Listen no more."""
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _hear(self) -> None:
        """Take all that waits in one go: a token that called ten times is looked at once."""
        tokens: dict[str, None] = {}
        with contextlib.suppress(BlockingIOError):
            while True:
                tokens[self._socket.recv(256).decode()] = None
        self._heard(list(tokens))


def send(folder: Path, token: str) -> None:
    """Tell every listener in ``folder`` that ``token`` changed; a socket that nobody holds any more is removed."""
    for path in folder.glob("*.wake"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as line:
            try:
                with short_path(path) as short:
                    line.sendto(token.encode(), short)
            except ConnectionRefusedError:
                path.unlink(missing_ok=True)
            except OSError:
                continue  # its queue is full, so it will look anyway; or it has just gone
