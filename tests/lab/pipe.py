"""A pipe to a server, of TCP, that can be cut and mended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

LUMP = 65536


class Pipe:
    """Leads from a port of its own to ``host`` and ``port``."""

    def __init__(self, host: str, port: int) -> None:
        self.port = 0
        self._to = (host, port)
        self._server: asyncio.Server | None = None
        self._flowing: set[asyncio.Task[None]] = set()

    async def mend(self) -> None:
        """Let people connect, on the same port each time."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port, reuse_address=True)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """End all connections, and refuse new ones."""
        if self._server is not None:
            self._server.close()
        for one in self._flowing:
            one.cancel()
        await asyncio.gather(*self._flowing, return_exceptions=True)
        self._server = None

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._flowing.add(task)
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._to)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(_flow(reader, far_writer))
                    group.create_task(_flow(far_reader, writer))
            finally:
                far_writer.close()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._flowing.discard(task)


async def _flow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while lump := await reader.read(LUMP):
        writer.write(lump)
        await writer.drain()
    raise ConnectionResetError


@contextlib.asynccontextmanager
async def pipe(host: str, port: int) -> AsyncIterator[Pipe]:
    """A pipe that is open."""
    one = Pipe(host, port)
    await one.mend()
    try:
        yield one
    finally:
        await one.cut()
