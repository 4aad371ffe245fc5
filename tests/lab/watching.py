"""Looking at the lab: until something is as it should be, or until the bus has told of it."""

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aio_pika
import pytest
from aio_pika.abc import AbstractQueue

from lab import uwsgi
from lab.place import Place
from lab.rest import Cloud, Refused
from lab.settings import MAIN_REGION, Settings
from setpoint.clouds.openstack.client import transport
from tests.waiting import until

PATIENCE = 120.0  # seconds; one server takes three on an idle machine
KEYS = ("notifications.*", "versioned_notifications.*")


def settled(cloud: Cloud, service: str, path: str, field: str, wanted: str) -> dict[str, Any]:
    """Return the thing at a path when `field` says what is wanted; an error there fails the test."""

    def look() -> dict[str, Any] | None:
        answer = cloud.get(service, path)
        thing = answer if field in answer else next(iter(answer.values()))
        assert "error" not in thing[field].lower(), thing
        return thing if thing[field] == wanted else None

    found = until(look, PATIENCE)
    assert found
    return found


def gone(cloud: Cloud, service: str, path: str) -> bool:
    """Wait until there is nothing at a path."""

    def look() -> bool:
        try:
            cloud.get(service, path)
        except Refused as refused:
            return refused.status == 404
        return False

    return until(look, PATIENCE)


def called_by_another_name(monkeypatch: pytest.MonkeyPatch) -> str:
    """Let clouds that are opened from now on tell the services a name of its own; return that."""
    name = f"test-{uuid.uuid4().hex[:8]}"
    monkeypatch.setattr(transport, "AGENT", name)
    return name


def asked(settings: Settings, agent: str) -> list[str]:
    """Return what ``agent`` has asked the services of the main region for, tokens apart: methods and addresses."""
    folder = uwsgi.access_log(Place(settings, MAIN_REGION), "nova-api").parent
    lines = [line for log in folder.glob("*.log") for line in log.read_text(errors="replace").splitlines()]
    calls = (re.search(r'"(\w+ \S+)"', line) for line in lines if line.endswith(f'"{agent}"'))
    return [call[1] for call in calls if call and not call[1].endswith("/auth/tokens")]


@asynccontextmanager
async def listening(url: str, *exchanges: str) -> AsyncIterator[AbstractQueue]:
    """Listen to the notifications of some services, from now on."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(f"setpoint.{uuid.uuid4()}", exclusive=True)
        for exchange in exchanges:
            for key in KEYS:
                await queue.bind(exchange, key)
        yield queue


async def told(queue: AbstractQueue, event: str, words: str) -> dict[str, Any]:
    """Return the first notification of an event whose text contains the words (an id)."""
    async with asyncio.timeout(PATIENCE), queue.iterator() as messages:
        async for message in messages:
            await message.ack()
            text = json.loads(message.body)["oslo.message"]
            notification: dict[str, Any] = json.loads(text)
            if notification["event_type"] == event and words in text:
                return notification
    raise AssertionError("the queue was closed")
