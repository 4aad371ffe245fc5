"""Processes that share a data folder hear each other: a datagram says that it is time to look, and never what is true.

Whoever is interested in a topic has a Unix socket in ``<home>/run/`` with the topic in its name; whoever has something
to tell sends an empty datagram to each. Losing one costs a second at most, for a listener looks that often anyway.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from pathlib import Path
from typing import Self
from uuid import uuid4

from setpoint.store import Store
from setpoint.store.home import Home
from setpoint.store.sockets import address

EVENTS = "events"
"""The topic of those who follow the event log."""

REQUESTS = "requests"
"""The topic of those who drive stacks, and carry out what is asked of them."""

LOOK_EVERY = 1.0
"""Seconds after which a listener looks although it heard nothing."""


def notify(home: Path, topic: str) -> None:
    """Tell everybody who listens for ``topic``, this process included. Never blocks; removes sockets of the dead."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sender:
        for path in Home(home).run.glob(f"wake-{topic}-*.sock"):
            _send(sender, path)


def announce(store: Store) -> None:
    """Tell those who follow events of every commit that is made through ``store`` from now on."""
    if home := store.home:
        store.after_commit(lambda _stacks: notify(home, EVENTS))


class Listener:
    """Hears what is told of one topic, from when it is made until it is closed. Several tasks may hear at once."""

    def __init__(self, home: Path, topic: str, *, look_every: float = LOOK_EVERY) -> None:
        """Listen for ``topic`` in the data folder ``home``."""
        self._home = home
        self._topic = topic
        self._look_every = look_every
        self._path = Home(home).run / f"wake-{topic}-{os.getpid()}-{uuid4().hex[:8]}.sock"
        self._waiting: set[asyncio.Future[None]] = set()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        with address(self._path) as where:
            self._socket.bind(where)

    def tell(self) -> None:
        """Let everybody who listens for the topic look."""
        notify(self._home, self._topic)

    async def hear(self) -> None:
        """Return when something was told since the last time, or after ``look_every`` seconds."""
        loop = asyncio.get_running_loop()
        heard = loop.create_future()
        self._waiting.add(heard)
        loop.add_reader(self._socket, self._wake)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._look_every):
                    await heard
        finally:
            self._waiting.discard(heard)
            if not self._waiting:
                loop.remove_reader(self._socket)

    def close(self) -> None:
        """Listen no more. Safe to repeat."""
        self._path.unlink(missing_ok=True)
        self._socket.close()

    def __enter__(self) -> Self:
        """The listener itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _wake(self) -> None:
        """Take all that was told: however often, it is one reason to look."""
        with contextlib.suppress(BlockingIOError):
            while True:
                self._socket.recv(1)
        for heard in self._waiting:
            if not heard.done():
                heard.set_result(None)


def _send(sender: socket.socket, path: Path) -> None:
    try:
        with address(path) as where:
            sender.sendto(b"", where)
    except ConnectionRefusedError:
        path.unlink(missing_ok=True)  # its process is dead
    except OSError:
        return  # so much was told that it will look anyway; or it has just gone
