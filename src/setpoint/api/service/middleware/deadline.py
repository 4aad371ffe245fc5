"""No request takes longer than it may: neither its body to come, nor its answer to be made.

A timer for each request would cost more than all other layers. All may take the same time, so that the oldest is late
first: one timer, for that one, is enough.
"""

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
        self._oldest_first: dict[_Running, None] = {}
        self._is_watched = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request run until it is answered or late. Raises TimeoutError where an answer has begun."""
        exchange = exchange_of(scope)
        body = None if exchange.length == 0 else _Body(receive)
        loop = asyncio.get_running_loop()
        running = _Running(loop.time() + self._seconds)
        self._oldest_first[running] = None
        if not self._is_watched:
            self._watch(loop)
        try:
            await self._app(scope, body or receive, send)
        except asyncio.CancelledError:
            if not running.was_late():
                raise
        else:
            return
        finally:
            del self._oldest_first[running]
        if exchange.is_answered:
            raise TimeoutError
        if body and not body.has_come:
            message = f"The body has not come within {self._seconds:g} seconds."
            await refuse(send, _SLOW_BODY, message, [CLOSE])
        else:
            message = f"There is no answer within {self._seconds:g} seconds. It may have been carried out."
            await refuse(send, _SLOW_ANSWER, message)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """End who is late, and come back when the next one will be, unless nobody is there."""
        now = loop.time()
        for running in self._oldest_first:
            if running.due > now:
                loop.call_at(running.due, self._watch, loop)
                self._is_watched = True
                return
            running.end()
        self._is_watched = False


class _Running:
    """A request under way, which is to be answered by ``due``."""

    __slots__ = ("_is_late", "_others", "_task", "due")

    def __init__(self, due: float) -> None:
        task = asyncio.current_task()
        assert task
        self._task = task
        self._others = task.cancelling()
        self._is_late = False
        self.due = due

    def end(self) -> None:
        """Interrupt it, once."""
        if not self._is_late:
            self._is_late = True
            self._task.cancel()

    def was_late(self) -> bool:
        """Whether it was interrupted for that and nothing else; its task goes on then."""
        return self._is_late and self._task.uncancel() <= self._others


class _Body:
    """Receives, and knows whether everything has come."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.has_come = False

    async def __call__(self) -> Message:
        message = await self._receive()
        self.has_come = not message.get("more_body", False)
        return message
