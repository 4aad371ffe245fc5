"""The control socket: one JSON object a line in, one a line out, over a Unix stream socket in the router's folder.

- ``{"do": "reload"}`` reads the configuration file and answers once it is in force: ``{"in_force": digest}``;
- ``{"do": "drained", "timeout": seconds}`` answers when no removed target holds a request any more, or after that
  time: ``{"draining": {url: requests}}``;
- ``{"do": "status"}`` answers the status document (:meth:`.server.Router.status`).

What cannot be done is answered by ``{"error": why}``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from setpoint.clouds.local.wakes import short_path

Answerer = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


async def serve(path: Path, answer: Answerer) -> asyncio.Server:
    """Listen on ``path``, in the place of whatever was there."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(msgspec.json.encode(await _answer(line, answer)) + b"\n")
                await writer.drain()
        except ConnectionError:
            pass  # whoever asked has gone
        finally:
            writer.close()

    path.unlink(missing_ok=True)
    with short_path(path) as short:
        return await asyncio.start_unix_server(converse, short)


async def _answer(line: bytes, answer: Answerer) -> Mapping[str, Any]:
    try:
        return await answer(msgspec.json.decode(line, type=dict[str, Any]))
    except (msgspec.MsgspecError, OSError, ValueError) as error:
        return {"error": str(error)}


async def ask(path: Path, **question: Any) -> dict[str, Any]:
    """Ask the router whose control socket is ``path``. Raises OSError where none listens."""
    with short_path(path) as short:
        reader, writer = await asyncio.open_unix_connection(short)
    try:
        writer.write(msgspec.json.encode(question) + b"\n")
        line = await reader.readline()
    finally:
        writer.close()
    if not line:
        raise ConnectionResetError(f"{path}: the router went away before it answered")
    return msgspec.json.decode(line, type=dict[str, Any])
