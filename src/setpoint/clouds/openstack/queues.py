"""Queues of Zaqar's (Messaging API v2)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.queues import Message
from setpoint.model.errors import NotFound
from setpoint.model.value import Plain

MESSAGING = Api("messaging", "v2")

PAGE = 20
"""Messages that one request lists or removes, at most: what services allow unless told otherwise."""

MOST = 200_000
"""Bytes of the messages in one request, about: services refuse more than 256 KiB."""


class ZaqarQueues:
    """Those of one project."""

    def __init__(self, region: Region) -> None:
        """Call the service over ``region``, as one client of it."""
        self._service = region.service(MESSAGING)
        self._as_client = {"Client-ID": str(uuid.uuid4())}

    async def put(self, queue: str, bodies: Sequence[Plain], ttl: float) -> None:
        """See :class:`setpoint.clouds.queues.Queues`."""
        for several in _apart(bodies):
            messages = [{"body": body, "ttl": int(ttl)} for body in several]
            await self._send("POST", f"{_path(queue)}/messages", body={"messages": messages}, is_item=False)

    async def look(self, queue: str) -> Sequence[Message]:
        """See :class:`setpoint.clouds.queues.Queues`."""
        query: dict[str, Any] = {"echo": "true", "limit": PAGE}
        try:
            answer = await self._send("GET", f"{_path(queue)}/messages", query=query)
        except NotFound:
            return []
        found = answer.json() or {}
        return [Message(_id(one), one["body"]) for one in found.get("messages", ())]

    async def take_out(self, queue: str, messages: Sequence[Message]) -> None:
        """See :class:`setpoint.clouds.queues.Queues`."""
        if messages:
            ids = ",".join(one.id for one in messages)
            await self._send("DELETE", f"{_path(queue)}/messages", query={"ids": ids})

    async def remove(self, queue: str) -> None:
        """See :class:`setpoint.clouds.queues.Queues`."""
        await self._send("DELETE", _path(queue))

    async def _send(self, method: str, path: str, **more: Any) -> Any:
        return await self._service.send(method, path, headers=self._as_client, **more)


def _path(queue: str) -> str:
    return f"queues/{queue}"


def _id(message: dict[str, Any]) -> str:
    """The id of a message; older services tell it only as the end of its address."""
    return str(message.get("id") or message["href"].partition("?")[0].rpartition("/")[2])


def _apart(bodies: Sequence[Plain]) -> Iterator[list[Plain]]:
    """As many at once as a request may hold."""
    several: list[Plain] = []
    size = 0
    for body in bodies:
        length = len(msgspec.json.encode(body))
        if several and (size + length > MOST or len(several) == PAGE):
            yield several
            several, size = [], 0
        several.append(body)
        size += length
    if several:
        yield several
