"""Asking a service over HTTP with as little CPU of one's own as can be, and timing each answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

CLIENTS = 8


class Answer(msgspec.Struct, frozen=True):
    """A status, the body as it came, and the seconds from the request to it."""

    status: int
    body: bytes
    seconds: float

    def json(self) -> Any:
        """The body, decoded."""
        return msgspec.json.decode(self.body)


class Ask(msgspec.Struct, frozen=True):
    """A request: method, path below the project's address, and a body."""

    method: str
    path: str
    body: Any = None


class Asking:
    """One client, on one connection, that has a token for a project. ``url`` ends with the project."""

    def __init__(self, url: str, token: str) -> None:
        """Connect when something is asked."""
        self._url = urlsplit(url)
        self._token = token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, ask: Ask) -> Answer:
        """Ask, and wait for the answer. Raises AssertionError for a refusal."""
        request = self._written(ask)
        began = time.perf_counter()
        reader, writer = await self._connected()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(maxsplit=2)[1])
        length = "0" if status == 204 else _field(head, "content-length")
        body = await (reader.readexactly(int(length)) if length else reader.read())
        answer = Answer(status, body, time.perf_counter() - began)
        if not length or _field(head, "connection") == "close":
            self.close()
        assert answer.status < 400, f"{ask.method} {ask.path}: {answer.status} {answer.body[:500]!r}"
        return answer

    async def get(self, path: str) -> Any:
        """What is at a path, decoded."""
        return (await self.ask(Ask("GET", path))).json()

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            assert self._url.hostname
            self._streams = await asyncio.open_connection(self._url.hostname, self._url.port, limit=2**24)
        return self._streams

    def _written(self, ask: Ask) -> bytes:
        body = b"" if ask.body is None else msgspec.json.encode(ask.body)
        lines = (
            f"{ask.method} {self._url.path}{ask.path} HTTP/1.1",
            f"Host: {self._url.netloc}",
            f"X-Auth-Token: {self._token}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        )
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _field(head: str, name: str) -> str:
    return next(
        (line.partition(":")[2].strip() for line in head.split("\r\n") if line.startswith(f"{name}:")), ""
    )


class Load(msgspec.Struct, frozen=True):
    """What came of many requests at once: the seconds of all, those of each, and the service's CPU."""

    seconds: float
    each: list[float]
    cpu: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.each) / self.seconds

    @property
    def cpu_a_request(self) -> float:
        """Seconds."""
        return self.cpu / len(self.each)

    def at(self, part: float) -> float:
        """That quantile of the seconds that an answer took."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


async def loaded(
    url: str, token: str, asks: Sequence[Ask], cpu: Callable[[], float], clients: int = CLIENTS
) -> Load:
    """Ask all that, ``clients`` at a time; ``cpu`` tells what the service has taken so far."""
    waiting = iter(asks)
    each: list[float] = []

    async def client() -> None:
        asking = Asking(url, token)
        each.extend([(await asking.ask(ask)).seconds for ask in waiting])
        asking.close()

    began, before = time.perf_counter(), cpu()
    await asyncio.gather(*(client() for _ in range(clients)))
    return Load(time.perf_counter() - began, each, cpu() - before)
