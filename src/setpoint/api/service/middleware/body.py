"""No body is larger than it may be: one that says so beforehand is refused unread, another as soon as it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from setpoint.api.service.exchange import exchange_of
from setpoint.api.service.middleware.refusal import CLOSE, Refusal, refuse

_TOO_LARGE = Refusal(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body of the request is too large.", "RequestLimitExceeded"
)

LINGER = 5.0
"""Seconds for which the rest of a refused body is read and dropped: who is still writing would not read the answer."""


class BodyLimit:
    """Refuses bodies of more than ``largest()`` bytes."""

    def __init__(self, app: ASGIApp, largest: Callable[[], int]) -> None:
        """Guard ``app``."""
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request pass, or not."""
        exchange = exchange_of(scope)
        largest = self._largest()
        if exchange.length is None:
            await self._counted(scope, receive, send, largest)
        elif exchange.length > largest:
            await _refuse(receive, send, f"of {exchange.length} bytes", largest)
        else:
            await self._app(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, largest: int) -> None:
        """Take in what comes, where nobody has said how much it will be, and only then hand it on."""
        body, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > largest:
                await _refuse(receive, send, f"of {len(body)} bytes or more", largest)
                return
        exchange_of(scope).length = len(body)
        await self._app(scope, _Whole(bytes(body), receive), send)


class _Whole:
    """Hands on a body that has come, and then whatever comes after it."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._message: Message | None = {"type": "http.request", "body": body, "more_body": False}
        self._receive = receive

    async def __call__(self) -> Message:
        message, self._message = self._message, None
        return message or await self._receive()


async def _refuse(receive: Receive, send: Send, how_much: str, largest: int) -> None:
    message = f"JSON body size ({how_much}) exceeds maximum allowed size ({largest} bytes)."
    await refuse(send, _TOO_LARGE, message, [CLOSE], is_last=False)
    try:
        async with asyncio.timeout(LINGER):
            while (await receive()).get("more_body", False):
                pass
    except TimeoutError:
        pass
    await send({"type": "http.response.body", "body": b""})
