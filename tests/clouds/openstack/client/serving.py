"""A server on loopback that behaves as it is told: it answers, hangs, cuts, or is not there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

Answers = Callable[[web.BaseRequest, "Serving"], Awaitable[web.StreamResponse]]


class Serving:
    """What it was asked, and how to shut it up."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.requests: list[web.BaseRequest] = []
        self.closing = asyncio.Event()
        self.url = ""

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        await request.read()
        self.requests.append(request)
        return await self.answers(request, self)


@contextlib.asynccontextmanager
async def serving(answers: Answers) -> AsyncIterator[Serving]:
    one = Serving(answers)
    runner = web.ServerRunner(web.Server(one.answer), shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield one
    finally:
        one.closing.set()
        await runner.cleanup()


async def hang(_request: web.BaseRequest, server: Serving) -> web.StreamResponse:
    """Not answer as long as there is a server."""
    await server.closing.wait()
    return web.Response()


async def cut(request: web.BaseRequest, _server: Serving) -> web.StreamResponse:
    """Take the request, and cut the connection."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()
