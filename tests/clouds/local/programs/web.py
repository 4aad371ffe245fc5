"""A web server. Its first argument is its name, the second its port.

It answers with its name; ``/health`` with 503 while a file ``sick`` lies in its folder; ``/slow?SECONDS`` after that
time; ``/echo`` with the request as JSON; ``/stream`` with each piece of the body as it comes, in capitals; ``/break``
with half of what it promised; ``/once``, and then closes the connection as soon as more is asked over it. As a
WebSocket it gives every line back reversed. SIGTERM ends it at once.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from pathlib import Path

NAME, PORT = sys.argv[1], int(sys.argv[2])
ECHO_HEADERS = (
    "Set-Cookie: a=1",
    "Set-Cookie: b=2",
    "Connection: x-hop",
    "X-Hop: ends here",
    "X-End: arrives",
)


async def serve(reader: StreamReader, writer: StreamWriter) -> None:
    try:
        while await answer(reader, writer):
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def answer(reader: StreamReader, writer: StreamWriter) -> bool:
    head = await reader.readuntil(b"\r\n\r\n")
    line, *lines = head.decode().strip().split("\r\n")
    method, path, _ = line.split()
    headers = [(name, value) for name, _, value in (part.partition(": ") for part in lines)]
    named = {name.lower(): value for name, value in headers}
    if "upgrade" in named:
        return await upgrade(reader, writer, named["upgrade"])
    if path == "/stream":
        return await stream(reader, writer)
    if path == "/break":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nhalf")
        return False
    body = await read_body(reader, named)
    if path.startswith("/slow?"):
        await asyncio.sleep(float(path.partition("?")[2]))
    sick = path == "/health" and Path("sick").exists()
    if "/echo" in path:
        asked = {"path": path, "method": method, "headers": headers, "body": body.decode(), "name": NAME}
        send(writer, method, "200 OK", json.dumps(asked), *ECHO_HEADERS)
    else:
        send(writer, method, "503 Sick" if sick else "200 OK", NAME)
    if path == "/once":
        await writer.drain()
        await reader.readexactly(1)
        return False
    return True


def send(writer: StreamWriter, method: str, status: str, text: str, *more: str) -> None:
    lines = (f"HTTP/1.1 {status}", "Content-Type: text/plain", f"Content-Length: {len(text)}", *more, "", "")
    writer.write("\r\n".join(lines).encode())
    if method != "HEAD":
        writer.write(text.encode())


async def read_body(reader: StreamReader, named: dict[str, str]) -> bytes:
    if named.get("transfer-encoding") == "chunked":
        return b"".join([piece async for piece in pieces(reader)])
    return await reader.readexactly(int(named.get("content-length", 0)))


async def pieces(reader: StreamReader) -> AsyncIterator[bytes]:
    while size := int((await reader.readline()).strip(), 16):
        yield await reader.readexactly(size)
        await reader.readline()
    await reader.readline()


async def stream(reader: StreamReader, writer: StreamWriter) -> bool:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    async for piece in pieces(reader):
        writer.write(b"%x\r\n%s\r\n" % (len(piece), piece.upper()))
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    return True


async def upgrade(reader: StreamReader, writer: StreamWriter, to: str) -> bool:
    if to != "websocket":
        send(writer, "GET", "426 Upgrade Required", "")
        return True
    writer.write(
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello\n"
    )
    while line := await reader.readline():
        writer.write(line[:-1][::-1] + b"\n")
        await writer.drain()
    return False


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", PORT, backlog=1000)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    server.close()


asyncio.run(main())
