"""The server's side of a connection, with the bounds that uvicorn's own does not have: on the head of a request.

A head that grows without end, or comes a byte a minute, would hold memory or a connection for good.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024
"""Bytes of a request's first line and headers. Heat reads lines of 16 KiB; a token with a catalogue is as large."""
HEAD_SECONDS = 30.0
"""How long a head may take to come, and a new connection to send any."""


class Protocol(HttpToolsProtocol):
    """A connection that is closed when a head is too large or too late.

    A timer costs more than the rest of what is done here, so there is one only for a head that does not come at once.
    """

    def __init__(self, *given: Any, **more: Any) -> None:
        """As uvicorn does."""
        super().__init__(*given, **more)
        self._is_in_head = True
        self._head = 0
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head."""
        super().connection_made(transport)
        self._late = self.loop.call_later(HEAD_SECONDS, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in some of a request; measure what is still head after it."""
        super().data_received(data)
        if not self._is_in_head or self.transport.is_closing():
            return
        self._head += len(data)
        if self._head > LARGEST_HEAD:
            self.send_400_response("The head of the request is too large.")
        elif self._late is None:
            self._late = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._is_in_head = True
        self._head = 0

    def on_headers_complete(self) -> None:
        """The head is here."""
        self._is_in_head = False
        self._wait_no_more()
        super().on_headers_complete()

    def _wait_no_more(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
