"""uvicorn, as it is run here: told what to listen on, and when to end, by us."""

from __future__ import annotations

import contextlib
import math
import socket
import ssl
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from setpoint.api.service.protocol import Protocol
from setpoint.api.settings.service import Service


class Server(uvicorn.Server):
    """Serves an application on sockets that listen already; ``started`` is called once it does."""

    def __init__(
        self, app: ASGIApp, service: Service, tls: ssl.SSLContext | None, started: Callable[[], None]
    ) -> None:
        """Make ready."""
        super().__init__(_config(app, service, tls))
        self._on_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        if self.started:
            self._on_started()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: the process has other things to do on them, too."""
        yield

    def end(self) -> None:
        """Answer what is under way, then end; at once where it was told to end before."""
        self.force_exit = self.should_exit
        self.should_exit = True


def _config(app: ASGIApp, service: Service, tls: ssl.SSLContext | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        loop="none",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(service.trusted_proxies),
        forwarded_allow_ips=list(service.trusted_proxies),
        timeout_keep_alive=math.ceil(service.keep_alive_timeout),
        timeout_graceful_shutdown=math.ceil(service.graceful_shutdown_timeout),
        ssl_context_factory=(lambda _config, _default: tls) if tls else None,
    )
