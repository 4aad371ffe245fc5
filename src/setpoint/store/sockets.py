"""Unix sockets in a data folder, whose path may be longer than an address of theirs can hold."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

WAKE = "wake-*.sock"
"""Names of the sockets in ``run/`` on which processes hear each other."""

_LONGEST = 107
"""Bytes of a path in ``sockaddr_un``, see unix(7), without the closing zero."""


@contextlib.contextmanager
def address(path: Path) -> Iterator[str]:
    """An address for ``path`` while inside: the path itself, or a short way to it through ``/proc/self/fd``."""
    if len(os.fsencode(path)) <= _LONGEST:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def is_answered(path: Path) -> bool:
    """Whether a living process has the datagram socket at ``path``."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as caller, address(path) as target:
        try:
            caller.connect(target)
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        return True
