"""Removing everything in a container, many objects with one call.

Bounded: who has more is asked to come again, so that no call takes for ever. Follows "Bulk delete" and "Object
versioning" of the Object Storage API.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from setpoint.clouds.openstack.client.service import Service
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound, ResourceError, Retry
from setpoint.model.value import Plain

PAGE = 1000
"""Objects that one call lists, and one removes: a tenth of what a service takes unless its operator says otherwise."""

ROUNDS = 20
"""How many pages are removed before others have their turn."""

AT_ONCE = 16
"""How many calls at a time where each removes one object."""

MORE, CATCHING_UP = 0.1, 1.0
"""Seconds until it goes on; and until a listing may have caught up with what was removed."""


class Purge:
    """Empties one container."""

    def __init__(
        self, service: Service, container: str, *, has_versions: bool, page: int = PAGE, rounds: int = ROUNDS
    ) -> None:
        """``has_versions``: whether older versions of its objects are kept, which go as well."""
        self._service = service
        self._container = container
        self._page = page
        self._rounds = rounds
        self._versions = {"versions": ""} if has_versions else {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Remove all that is listed. Raises Retry while there is more, ResourceError for what cannot be removed."""
        for _round in range(self._rounds):
            listed = await self._listed()
            if not listed:
                return
            if not await self._remove(listed):
                raise Retry(CATCHING_UP, f"container {self._container} still lists what was removed")
        raise Retry(MORE, f"container {self._container} has more objects to be removed")

    async def _listed(self) -> list[dict[str, Any]]:
        path = quote(self._container, safe="")
        found: list[dict[str, Any]] = await self._service.get(
            path, format="json", limit=self._page, **self._versions
        )
        return found

    async def _remove(self, listed: Sequence[Mapping[str, Any]]) -> int:
        """How many there were and are gone."""
        if self._versions:
            return sum(await asyncio.gather(*(self._remove_one(one) for one in listed)))
        lines = "\n".join(quote(f"/{self._container}/{one['name']}") for one in listed)
        answer = await self._service.send(
            "POST",
            "",
            query={"bulk-delete": ""},
            headers={"Content-Type": "text/plain"},
            content=lines.encode(),
        )
        if not answer.content:  # whoever does not know of bulk deletes has changed nothing
            return sum(await asyncio.gather(*(self._remove_one(one) for one in listed)))
        return _removed(answer.json())

    async def _remove_one(self, one: Mapping[str, Any]) -> bool:
        path = f"{quote(self._container, safe='')}/{quote(one['name'], safe='')}"
        version = {"version-id": one["version_id"]} if "version_id" in one else {}
        async with self._turns:
            with suppress(NotFound):
                await self._service.delete(path, **version)
                return True
        return False


def _removed(told: Plain) -> int:
    """How many a bulk delete has removed. Raises ResourceError for one that it was not allowed to."""
    for name, why in told.get("Errors") or ():
        if str(why).startswith("40"):
            raise ResourceError(Diagnostic(f"object-store: object {name} cannot be removed", detail=str(why)))
    return int(told.get("Number Deleted") or 0)
