"""A proxy in front of the real services that does what networks do: it refuses, hangs, cuts, and loses answers.

One proxy stands for one service. A test chooses, request by request, what becomes of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
from collections.abc import AsyncIterator, Callable

import aiohttp
from aiohttp import web

HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-encoding", "content-length"}
)


class Fate(enum.Enum):
    """What becomes of one request."""

    PASS = "it arrives, and so does its answer"
    LOST = "it never arrives: the connection is cut"
    CUT = "it arrives and is done, and the connection is cut before the answer"
    GATEWAY_TIMEOUT = "it arrives and is done, and 504 is answered"
    HANG = "it never arrives, and nothing is ever answered"
    BUSY = "it never arrives: 503 is answered"


class Proxy:
    """In front of ``upstream`` (scheme, host and port)."""

    def __init__(self, upstream: str) -> None:
        """Pass everything on, until told otherwise."""
        self.upstream = upstream
        self.url = ""
        self.decide: Callable[[str, str], Fate] = lambda _method, _path: Fate.PASS
        """What becomes of a request, by its method and path."""
        self.passed: list[tuple[str, str]] = []
        """What arrived: method and path."""
        self._runner: web.ServerRunner | None = None
        self._site: web.TCPSite | None = None
        self._port = 0
        self._closing = asyncio.Event()
        self._client: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Listen, on the same port each time."""
        self._client = self._client or aiohttp.ClientSession(auto_decompress=False)
        self._runner = web.ServerRunner(web.Server(self._answer))
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await self._site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def refuse(self) -> None:
        """Listen no more: connections are refused."""
        assert self._runner is not None
        self._closing.set()
        await self._runner.cleanup()
        self._closing = asyncio.Event()

    async def stop(self) -> None:
        """End."""
        with contextlib.suppress(Exception):
            await self.refuse()
        if self._client is not None:
            await self._client.close()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        fate = self.decide(request.method, request.path)
        if fate is Fate.HANG:
            await self._closing.wait()
        if fate in (Fate.LOST, Fate.HANG):
            return _cut(request)
        if fate is Fate.BUSY:
            return web.json_response({"error": {"message": "try later"}}, status=503)
        answer = await self._pass_on(request, body)
        self.passed.append((request.method, request.path))
        if fate is Fate.CUT:
            return _cut(request)
        if fate is Fate.GATEWAY_TIMEOUT:
            return web.Response(status=504, text="<html><body>504 Gateway Time-out</body></html>")
        return answer

    async def _pass_on(self, request: web.BaseRequest, body: bytes) -> web.Response:
        assert self._client is not None
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        async with self._client.request(
            request.method, f"{self.upstream}{request.raw_path}", headers=headers, data=body
        ) as answer:
            content = await answer.read()
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
            return web.Response(status=answer.status, headers=kept, body=content)


def _cut(request: web.BaseRequest) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    return web.Response()


@contextlib.asynccontextmanager
async def proxy(upstream: str) -> AsyncIterator[Proxy]:
    """A proxy in front of ``upstream``."""
    one = Proxy(upstream)
    await one.start()
    try:
        yield one
    finally:
        await one.stop()
