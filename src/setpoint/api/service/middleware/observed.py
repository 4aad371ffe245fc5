"""Sees how each request ends, once, for all who tell of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from setpoint.api.service.exchange import Exchange, exchange_of

Observer = Callable[[Scope, Exchange], None]


class Observed:
    """Tells ``began`` and ``ended`` of each request: nobody else measures time, status or bytes."""

    def __init__(self, app: ASGIApp, *, began: Sequence[Observer] = (), ended: Sequence[Observer]) -> None:
        """Observe what ``app`` does. Observers must not raise."""
        self._app = app
        self._began = began
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Observe one request."""
        exchange = exchange_of(scope)
        for observer in self._began:
            observer(scope, exchange)
        start = perf_counter()

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.body":
                exchange.sent += len(message.get("body", b""))
            else:
                exchange.status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_counted)
        finally:
            exchange.seconds = perf_counter() - start
            for observer in self._ended:
                observer(scope, exchange)
