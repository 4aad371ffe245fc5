"""When servers turned ACTIVE, as Nova tells it on the bus: from then on the delay of a landing is counted."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import aio_pika
import msgspec

from bench.lab.place import REGION, settings
from lab import handover

BEGINNING = 30.0
"""Seconds to begin to listen, at most."""

Turns = dict[str, float]
"""Seconds since the epoch, by server."""


@contextmanager
def heard() -> Iterator[Turns]:
    """Listen in a thread of its own while the context lasts; the turns so far."""
    turns: Turns = {}
    ready, over = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_listen(turns, ready, over)), daemon=True)
    thread.start()
    assert ready.wait(BEGINNING), "the lab's bus cannot be heard"
    try:
        yield turns
    finally:
        over.set()
        thread.join(BEGINNING)


async def _listen(turns: Turns, ready: threading.Event, over: threading.Event) -> None:
    url = msgspec.json.decode(handover.bus_file(settings()).read_bytes())[REGION]
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(f"setpoint.bench.{uuid.uuid4()}", auto_delete=True)
        await queue.bind("nova", "versioned_notifications.info")
        await queue.consume(lambda message: _take(message.body, turns), no_ack=True)
        ready.set()
        await asyncio.to_thread(over.wait)


async def _take(body: bytes, turns: Turns) -> None:
    told = msgspec.json.decode(msgspec.json.decode(body)["oslo.message"])
    if told["event_type"] == "instance.create.end":
        at = datetime.fromisoformat(told["timestamp"]).replace(tzinfo=UTC)
        turns[told["payload"]["nova_object.data"]["uuid"]] = at.timestamp()
