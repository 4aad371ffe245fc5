"""A proxy in front of the real services that does what networks do: it refuses, hangs, cuts, and loses answers.

One proxy stands for one service. A test chooses, request by request, what becomes of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import msgspec
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
    LATE = "504 is answered, and it arrives and is done when somebody has looked for it in vain"
    UNANSWERED = "it arrives and is done, and nothing is ever answered"
    HANG = "it never arrives, and nothing is ever answered"
    BUSY = "it never arrives: 503 is answered"
    UNAUTHORISED = "it never arrives: 401 is answered"


NOWHERE = frozenset({Fate.LOST, Fate.HANG, Fate.BUSY, Fate.UNAUTHORISED})
"""Fates of what never arrives."""


class Asked(msgspec.Struct, frozen=True):
    """A request that has come to the proxy."""

    method: str
    path: str
    token: str
    """As whom it was sent."""


class Proxy:
    """In front of ``upstream`` (scheme, host and port)."""

    def __init__(self, upstream: str, secured: ssl.SSLContext | None = None) -> None:
        """Pass everything on, until told otherwise; ``secured`` is what it speaks TLS with."""
        self.upstream = upstream
        self.url = ""
        self.decide: Callable[[Asked], Fate | Awaitable[Fate]] = lambda _asked: Fate.PASS
        """What becomes of a request."""
        self.came: list[tuple[str, str, Fate]] = []
        """What came, by method and path, and what became of it."""
        self._secured = secured
        self._runner: web.ServerRunner | None = None
        self._port = 0
        self._closing = asyncio.Event()
        self._client: aiohttp.ClientSession | None = None
        self._late: dict[str, Callable[[], Awaitable[object]]] = {}

    def arrived(self, method: str, path: str) -> int:
        """How many such requests have arrived."""
        return sum(came[:2] == (method, path) and came[2] not in NOWHERE for came in self.came)

    async def start(self) -> None:
        """Listen, on the same port each time."""
        self._client = self._client or aiohttp.ClientSession(auto_decompress=False)
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(
            self._runner, "127.0.0.1", self._port, reuse_address=True, ssl_context=self._secured
        )
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http{'s' if self._secured else ''}://127.0.0.1:{self._port}"

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
        asked = Asked(request.method, request.path, request.headers.get("X-Auth-Token", ""))
        told = self.decide(asked)
        fate = told if isinstance(told, Fate) else await told
        self.came.append((request.method, request.path, fate))
        if fate is Fate.LATE:
            self._late[request.path] = lambda: self._pass_on(request, body)
            return _gateway_timeout()
        if fate in NOWHERE:
            return await self._refused(request, fate)
        answer = await self._pass_on(request, body)
        if fate is Fate.UNANSWERED:
            await self._closing.wait()
        if fate in (Fate.CUT, Fate.UNANSWERED):
            return _cut(request)
        if fate is Fate.GATEWAY_TIMEOUT:
            return _gateway_timeout()
        if request.method == "GET":
            for path in [one for one in self._late if request.path.startswith(one)]:
                await self._late.pop(path)()
        return answer

    async def _refused(self, request: web.BaseRequest, fate: Fate) -> web.StreamResponse:
        if fate is Fate.BUSY:
            return web.json_response({"error": {"message": "try later"}}, status=503)
        if fate is Fate.UNAUTHORISED:
            words = {"error": {"message": "The request you have made requires authentication."}}
            return web.json_response(words, status=401)
        if fate is Fate.HANG:
            await self._closing.wait()
        return _cut(request)

    async def _pass_on(self, request: web.BaseRequest, body: bytes) -> web.Response:
        assert self._client is not None
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        async with self._client.request(
            request.method,
            f"{self.upstream}{request.raw_path}",
            headers=headers,
            data=body or None,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        ) as answer:
            content = await answer.read()
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
            return web.Response(status=answer.status, headers=kept, body=content)


def _cut(request: web.BaseRequest) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    return web.Response()


def _gateway_timeout() -> web.Response:
    return web.Response(status=504, text="<html><body>504 Gateway Time-out</body></html>")


@contextlib.asynccontextmanager
async def proxy(upstream: str, secured: ssl.SSLContext | None = None) -> AsyncIterator[Proxy]:
    """A proxy in front of ``upstream``."""
    one = Proxy(upstream, secured)
    await one.start()
    try:
        yield one
    finally:
        await one.stop()
