"""What services show of things that other things stand on: a port's network, asked for once for all of its ports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from setpoint.clouds.openstack.connection import Connection
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.recent import Recent

Document = Mapping[str, Any]

FRESH = 60.0
"""Seconds for which a document is good."""


class Documents:
    """Documents by kind of thing and id, a minute old at most. For lists that can be asked for several ids."""

    def __init__(self, connection: Connection) -> None:
        """Ask over ``connection``."""
        self._connection = connection
        self._recent: dict[str, Recent[Document]] = {}

    async def of(
        self, things: Things, ids: Collection[str], besides: Iterable[str] = ()
    ) -> dict[str, Document]:
        """Those that there are, by id; ``besides`` as :meth:`Recent.of` has it. Raises Retry, ResourceError."""
        return await self._of(things).of(ids, besides)

    def know(self, things: Things, found: Mapping[str, Document]) -> None:
        """Take in documents that were asked for by others, by id."""
        self._of(things).know(found)

    def _of(self, things: Things) -> Recent[Document]:
        async def ask(ids: Sequence[str]) -> dict[str, Document]:
            service = self._connection.service(things.api)
            return {str(one["id"]): one for one in await service.matching(things.path, things.key, "id", ids)}

        return self._recent.setdefault(things.title, Recent(ask, FRESH))
