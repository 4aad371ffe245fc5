"""Leaves HTTP: after a 101 the bytes of both sides go to the other as they come (WebSockets, most often)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import StreamWriter
from multidict import CIMultiDict

MOST = 262144
"""Bytes that may wait for a slow reader before the writer is held back."""


class Flow:
    """The bytes that one side sends: takes the place of the parser of its connection."""

    def __init__(self, source: BaseProtocol) -> None:
        """Listen to ``source`` once its ``set_parser`` was given this."""
        self._source = source
        self._waiting = bytearray()
        self._news = asyncio.Event()
        self._has_ended = False
        self._is_held = False

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Take what came; the answer says that it was not the end, and that nothing was left over."""
        self._waiting += data
        self._news.set()
        if len(self._waiting) > MOST and not self._is_held:
            self._is_held = True
            self._source.pause_reading()
        return False, b""

    def feed_eof(self) -> None:
        """Nothing more comes."""
        self._has_ended = True
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """What comes, as it comes."""
        while self._waiting or not self._has_ended:
            await self._news.wait()
            self._news.clear()
            chunk = bytes(self._waiting)
            self._waiting.clear()
            if self._is_held:
                self._is_held = False
                self._source.resume_reading()
            if chunk:
                yield chunk


async def tunnel(
    request: web.BaseRequest, answer: aiohttp.ClientResponse, headers: CIMultiDict[str]
) -> web.StreamResponse:
    """Carry bytes both ways until either side ends."""
    connection = answer.connection
    assert connection is not None
    assert connection.protocol is not None
    connection.protocol.read_timeout = None
    response = web.StreamResponse(status=101, reason=answer.reason, headers=headers)
    await response.prepare(request)
    request.protocol.keep_alive(False)  # noqa: FBT003 - as the library names it
    from_client, from_target = Flow(request.protocol), Flow(connection.protocol)
    request.protocol.set_parser(from_client)  # type: ignore[arg-type]
    connection.protocol.set_parser(from_target, None)
    to_target = StreamWriter(connection.protocol, asyncio.get_running_loop())
    ways = [
        asyncio.ensure_future(_carry(from_client, to_target)),
        asyncio.ensure_future(_carry(from_target, response)),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        connection.close()
    return response


async def _carry(flow: Flow, to: StreamWriter | web.StreamResponse) -> None:
    try:
        async for chunk in flow:
            await to.write(chunk)
    except ConnectionError:
        return  # the other side has gone: what remains has nobody to read it
