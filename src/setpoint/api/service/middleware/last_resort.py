"""Answers where nobody else could: a bug is logged with its traceback, and told as no more than that it was one."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from setpoint.api.service.exchange import exchange_of
from setpoint.api.service.middleware.refusal import CLOSE, Refusal, refuse

CLIENT_GONE = 499
"""The status in logs and metrics where nobody waits for an answer any more; nginx writes it so."""

_BUG = Refusal(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "The request could not be carried out, for a reason that lies within the service.",
    "InternalError",
)
_ENDING = Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "The service is ending.", "ServiceUnavailable")

_log = structlog.get_logger(source="service")


class LastResort:
    """Nothing that is raised within gets further than here, unless an answer has begun already."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in for ``app`` where it fails."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, in whatever way."""
        exchange = exchange_of(scope)
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            exchange.status = exchange.status or CLIENT_GONE
        except asyncio.CancelledError:
            if not exchange.is_answered:
                message = f"The service ended before it had an answer. (Request {exchange.request_id})"
                await refuse(send, _ENDING, message, [CLOSE])
            raise
        except Exception:
            _log.exception("a request ran into a bug", method=scope["method"])
            if exchange.is_answered:
                raise  # the server cuts the connection: what was sent must not be taken for the whole
            await refuse(
                send, _BUG, f"An unexpected error; the log tells more of request {exchange.request_id}."
            )
