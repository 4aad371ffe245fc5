"""Web servers on this machine, for the length of a test."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

from aiohttp.abc import AbstractResolver, ResolveResult

Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]
"""Answers to a request's head."""


class Server:
    """One on a port of its own. It answers ``pages``, and remembers the heads of the requests that came."""

    def __init__(self, pages: Mapping[str, Answer | bytes]) -> None:
        self.pages = dict(pages)
        self.heads: list[bytes] = []
        self.port = 0
        self.hung_up = asyncio.Event()

    def url(self, path: str = "/t.yaml", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            page = self.pages[head.split()[1].decode()]
            if isinstance(page, bytes):
                writer.write(answer(page))
            else:
                await page(head, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            self.hung_up.set()
        finally:
            writer.close()


def answer(content: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", "Connection: close", *lines])
    return head.encode() + b"\r\n\r\n" + content


def leading_to(url: str, status: str = "302 Found") -> Answer:
    """Answers that it is elsewhere."""

    async def answered(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"", status, Location=url))

    return answered


async def endless(_head: bytes, writer: asyncio.StreamWriter) -> None:
    """Answers without an end, as fast as it is read."""
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        writer.write(b"#" * 65536)
        await writer.drain()


async def silent(_head: bytes, writer: asyncio.StreamWriter) -> None:
    """Begins to answer, and says no more."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nheat")
    await writer.drain()
    await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def web(pages: Mapping[str, Answer | bytes]) -> AsyncIterator[Server]:
    """Serve ``pages``."""
    found = Server(pages)
    running: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(found.serve(reader, writer))
        running.add(task)
        task.add_done_callback(running.discard)

    listening = await asyncio.start_server(begin, "127.0.0.1", 0)
    found.port = listening.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        listening.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


class Names(AbstractResolver):
    """Knows names: each time it is asked for one, the next of what that leads to, the last for ever."""

    def __init__(self, names: Mapping[str, list[list[str]]]) -> None:
        self.names = {name: list(answers) for name, answers in names.items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        if host not in self.names:
            raise OSError(f"{host} is not known")
        answers = self.names[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""
