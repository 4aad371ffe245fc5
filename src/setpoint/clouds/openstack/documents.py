"""What services show of things that other things stand on: a port's network, asked for once for all of its ports.

It may be some seconds old, which is good enough for what is shown beside something else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping
from typing import Any

from setpoint.clouds.openstack.connection import Connection
from setpoint.clouds.openstack.names import Things

FRESH = 10.0
"""Seconds for which a document is good."""

CHUNK = 100
"""How many ids one list call asks for."""

Document = Mapping[str, Any]


class Documents:
    """Documents by kind of thing and id. For lists that can be asked for several ids."""

    def __init__(self, connection: Connection) -> None:
        """Ask over ``connection``."""
        self._connection = connection
        self._known: dict[tuple[str, str], tuple[float, Document | None]] = {}
        self._asking = asyncio.Lock()

    async def of(self, things: Things, ids: Collection[str]) -> dict[str, Document]:
        """Those that there are, by id. Raises Retry, ResourceError."""
        async with self._asking:  # who asks for the same meanwhile finds it known
            await self._ask(things, [one for one in sorted(ids) if not self._is_fresh(things, one)])
        found = ((one, self._known[things.title, one][1]) for one in ids)
        return {one: document for one, document in found if document is not None}

    def know(self, things: Things, found: Mapping[str, Document]) -> None:
        """Take in documents that were asked for by others, by id."""
        now = time.monotonic()
        self._known |= {(things.title, one): (now, document) for one, document in found.items()}

    def _is_fresh(self, things: Things, id: str) -> bool:
        known = self._known.get((things.title, id))
        return known is not None and time.monotonic() < known[0] + FRESH

    async def _ask(self, things: Things, ids: list[str]) -> None:
        service = self._connection.service(things.api)
        for at in range(0, len(ids), CHUNK):
            chunk = ids[at : at + CHUNK]
            listed = {str(one["id"]): one for one in await service.pages(things.path, things.key, id=chunk)}
            now = time.monotonic()
            self._known |= {(things.title, one): (now, listed.get(one)) for one in chunk}
