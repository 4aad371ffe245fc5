"""A request's body on its way to a target, and whether it can be sent once more."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

SMALL = 65536
"""Bytes up to which a body is read before it is sent on, so that it can be sent again."""

_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})


class Body:
    """None, a small one in memory, or a stream that goes by once."""

    def __init__(self, request: web.BaseRequest, small: bytes | None) -> None:
        """Take what :func:`body_of` has read."""
        self._request = request
        self._small = small
        self._is_touched = False

    @property
    def content(self) -> bytes | AsyncIterator[bytes] | None:
        """What the client library is to send."""
        if self._small is not None:
            return self._small or None
        return self._stream()

    @property
    def is_whole(self) -> bool:
        """Whether all of it can still be sent, from the beginning."""
        return not self._is_touched

    @property
    def is_repeatable(self) -> bool:
        """Whether the request may be made again although a target may have acted on it (RFC 9110, 9.2.2)."""
        return self.is_whole and self._request.method in _IDEMPOTENT

    async def _stream(self) -> AsyncIterator[bytes]:
        self._is_touched = True
        async for chunk in self._request.content.iter_any():
            yield chunk


async def body_of(request: web.BaseRequest) -> Body:
    """The body of a request, read already if it is small."""
    if not request.can_read_body:
        return Body(request, b"")
    if request.headers.get("Expect", "").lower() == "100-continue" and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    is_small = request.content_length is not None and request.content_length <= SMALL
    return Body(request, await request.content.read() if is_small else None)
