"""No request takes longer than it may: neither its body to come, nor its answer to be made."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from setpoint.api.service.exchange import exchange_of
from setpoint.api.service.middleware.refusal import CLOSE, Refusal, refuse

_SLOW_BODY = Refusal(
    HTTPStatus.REQUEST_TIMEOUT, "The body of the request did not come in time.", "RequestTimeout"
)
_SLOW_ANSWER = Refusal(HTTPStatus.GATEWAY_TIMEOUT, "The answer was not there in time.", "MessagingTimeout")


class Deadline:
    """Ends what takes longer than ``seconds`` from the request's first line to the end of its answer."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        """Give each request to ``app`` so many seconds."""
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request run until it is answered or late. Raises TimeoutError where an answer has begun."""
        exchange = exchange_of(scope)
        body = None if exchange.length == 0 else _Body(receive)
        limit = asyncio.timeout(self._seconds)
        try:
            async with limit:
                await self._app(scope, body or receive, send)
        except TimeoutError:
            if exchange.is_answered or not limit.expired():
                raise
        else:
            return
        if body and not body.has_come:
            message = f"The body has not come within {self._seconds:g} seconds."
            await refuse(send, _SLOW_BODY, message, [CLOSE])
        else:
            message = f"There is no answer within {self._seconds:g} seconds. It may have been carried out."
            await refuse(send, _SLOW_ANSWER, message)


class _Body:
    """Receives, and knows whether everything has come."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.has_come = False

    async def __call__(self) -> Message:
        message = await self._receive()
        self.has_come = not message.get("more_body", False)
        return message
