"""One process of the service: an application, opened, served, reloaded, and closed in good order."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import msgspec
import structlog
import uvloop
from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector
from starlette.types import ASGIApp

from setpoint.api.service.logs import begin_logging, change_level
from setpoint.api.service.middleware.page import Page, nothing_else
from setpoint.api.service.middleware.stack import wrapped
from setpoint.api.service.notice import STOPPING, notify
from setpoint.api.service.reload import Read, reload
from setpoint.api.service.server import Server
from setpoint.api.settings import Current

_log = structlog.get_logger(source="service")


class Post(msgspec.Struct, frozen=True):
    """Which of the service's processes one is. The first has the engine, and offers the metrics on their own port.

    ``lifeline`` is a socket that closes when whoever started the process is gone; None where it stands alone.
    """

    number: int = 0
    of: int = 1
    lifeline: socket.socket | None = None

    @property
    def has_engine(self) -> bool:
        """Whether stacks are driven here."""
        return self.number == 0


class Open(Protocol):
    """Makes the application of one process. What it opens is closed once the last request is answered.

    Other things may be counted into ``registry``. Raises InvalidInput where the service cannot be.
    """

    def __call__(
        self, current: Current, registry: CollectorRegistry, *, has_engine: bool
    ) -> AbstractAsyncContextManager[ASGIApp]:
        """The application, for as long as the context lasts."""
        ...


class Sockets(msgspec.Struct, frozen=True):
    """What the service listens on: for the API, and for metrics apart from it."""

    api: list[socket.socket]
    metrics: list[socket.socket] = []


class Process:
    """One process, from its first to its last request."""

    def __init__(
        self,
        current: Current,
        read: Read,
        open_: Open,
        sockets: Sockets,
        tls: ssl.SSLContext | None,
        post: Post,
    ) -> None:
        """``read`` reads the configuration anew."""
        self._current = current
        self._read = read
        self._open = open_
        self._sockets = sockets
        self._tls = tls
        self._post = post

    def run(self, started: Callable[[], None]) -> None:
        """Serve until a signal says to end (SIGTERM, SIGINT), or the lifeline is cut; ``started`` is called in between.

        What opening the application raises is raised here.
        """
        begin_logging(self._current.config.logs)
        gc.freeze()  # what is imported stays
        gc.set_threshold(50_000, 20, 20)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._serve(started))

    async def _serve(self, started: Callable[[], None]) -> None:
        config, registry = self._current.config, CollectorRegistry()
        self._current.on_change(lambda config: change_level(config.logs))
        if self._post.of == 1:
            ProcessCollector(registry=registry)
            PlatformCollector(registry=registry)
        async with self._open(self._current, registry, has_engine=self._post.has_engine) as app:
            api = Server(wrapped(app, self._current, registry), config.service, self._tls, started)
            servers = [(api, self._sockets.api)]
            if self._sockets.metrics and self._post.has_engine:
                page = Page(nothing_else, config.metrics.path, registry)
                servers.append((Server(page, config.service, None, _nothing), self._sockets.metrics))
            self._listen_to_signals([server for server, _ in servers])
            _log.info("started", process=self._post.number, engine=self._post.has_engine)
            await asyncio.gather(*(server.serve(sockets) for server, sockets in servers))
        _log.info("ended", process=self._post.number)

    def _listen_to_signals(self, servers: list[Server]) -> None:
        loop = asyncio.get_running_loop()

        def end() -> None:
            notify(STOPPING)
            for server in servers:
                server.end()

        def cut(lifeline: socket.socket) -> None:
            if not lifeline.recv(1):
                loop.remove_reader(lifeline)
                end()

        loop.add_signal_handler(signal.SIGTERM, end)
        loop.add_signal_handler(signal.SIGHUP, lambda: reload(self._current, self._read, self._tls))
        lifeline = self._post.lifeline
        if lifeline is None:
            loop.add_signal_handler(signal.SIGINT, end)
        else:
            loop.add_reader(lifeline, cut, lifeline)


def _nothing() -> None:
    """Nobody waits for it."""
