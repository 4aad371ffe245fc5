"""Containers whose objects whoever has the address can put and get ("Temporary URL middleware", Swift).

What is put at an address takes the place of what was there, of which the container keeps a version, in itself. So one
list shows all that ever came, and each of it is read once.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any
from urllib.parse import quote

from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.swift.container import OBJECT_STORE
from setpoint.clouds.openstack.drivers.swift.purge import CATCHING_UP, Purge
from setpoint.clouds.openstack.region import Region
from setpoint.model.errors import Conflict, NotFound, Retry
from setpoint.model.temp_url import KEY, Box

MOST = 10_000
"""How many objects one list shows, at most: what services allow. More than anybody may wait for."""

LARGEST = 65_536
"""Bytes of a signal, at most. What is larger is not read: it is none."""

_TOO_LARGE = b"(it is too large for a signal)"

VERSIONS = "X-Versions-Location"

_VERSION = re.compile(r"[0-9a-f]{3}.+/\d{10}\.\d{5}", re.DOTALL)
"""The name of an older version (``01aname/1795848307.09136``)."""

Bodies = dict[str, bytes]
"""What was put, by its digest: it need not be read again."""


class Boxes:
    """Those of one project."""

    def __init__(self, region: Region) -> None:
        """Keep them in the object store of ``region``."""
        self._region = region
        self._read: dict[str, Bodies] = {}
        self._making = asyncio.Lock()

    @property
    def _service(self) -> Service:
        return self._region.service(OBJECT_STORE)

    async def box(self, container: str, *, keeps_all: bool) -> Box:
        """See :class:`setpoint.clouds.cloud.Storing`. A container that has a key keeps it, whoever has made it."""
        async with self._making:
            key = await self._key(container)
            if not key:
                told = {KEY: secrets.token_hex(), **({VERSIONS: container} if keeps_all else {})}
                await self._service.send("PUT", quote(container, safe=""), headers=told, is_item=False)
                key = await self._key(container)
        return Box(await self._service.root(), container, key)

    async def _key(self, container: str) -> str:
        try:
            answer = await self._service.send("HEAD", quote(container, safe=""))
        except NotFound:
            return ""
        return str(answer.headers.get(KEY) or "")

    async def put(self, container: str, object: str, body: bytes) -> None:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        kind = {"Content-Type": "application/json"}
        await self._service.send(
            "PUT", _address(container, object), headers=kind, content=body, is_item=False
        )

    async def take(self, container: str, object: str) -> None:
        """See :class:`setpoint.clouds.cloud.Storing`. One that lags behind in counting is left, and is empty."""
        for where in (_address(container, object), quote(container, safe="")):
            with suppress(NotFound, Conflict):
                await self._service.delete(where)

    async def left(self, container: str) -> Mapping[str, Sequence[bytes]]:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        known = self._read.setdefault(container, {})
        listed = await listing(self._service, container)
        names = [str(one["name"]) for one in listed if not _VERSION.fullmatch(str(one["name"]))]
        found = await asyncio.gather(
            *(bodies(self._service, container, in_order(listed, name), known) for name in names)
        )
        return dict(zip(names, found, strict=True))

    async def discard(self, container: str) -> None:
        """See :class:`setpoint.clouds.cloud.Storing`. First goes what would bring older versions back."""
        self._read.pop(container, None)
        where = quote(container, safe="")
        try:
            remove = {f"X-Remove-{VERSIONS.removeprefix('X-')}": "x"}
            await self._service.send("POST", where, headers=remove)
            await Purge(self._service, container, has_versions=False).run()
            await self._service.delete(where)
        except NotFound:
            return
        except Conflict:
            raise Retry(CATCHING_UP, f"container {container} still counts objects") from None


def _address(container: str, object: str) -> str:
    return f"{quote(container, safe='')}/{quote(object, safe='')}"


async def listing(service: Service, container: str) -> list[dict[str, Any]]:
    """What a container lists; nothing where there is none."""
    try:
        listed: list[dict[str, Any]] = await service.get(quote(container, safe=""), format="json", limit=MOST)
    except NotFound:
        return []
    return listed


async def bodies(
    service: Service, container: str, several: Iterable[Mapping[str, Any]], known: Bodies
) -> list[bytes]:
    """What several listed objects hold, in their order; each is read but once."""
    found = await asyncio.gather(*(_body(service, container, one, known) for one in several))
    return [body for body in found if body is not None]


async def _body(service: Service, container: str, one: Mapping[str, Any], known: Bodies) -> bytes | None:
    if int(one.get("bytes") or 0) > LARGEST:
        return _TOO_LARGE
    digest = str(one["hash"])
    if digest not in known:
        try:
            answer = await service.send("GET", _address(container, str(one["name"])))
        except NotFound:
            return None  # it has just become an older version, which the next list shows
        known[digest] = answer.content
    return known[digest]


def in_order(listed: Iterable[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """Of what a container lists the older versions of an object (``01aname/1795848307.09136``), and then itself.

    While something is being put, and for ever where that was broken off, the newest version is the object once more.
    """
    before = f"{len(name.encode()):03x}{name}/"
    versions = sorted((one for one in listed if str(one["name"]).startswith(before)), key=itemgetter("name"))
    times = {str(one["name"]).removeprefix(before) for one in versions}
    return [*versions, *(one for one in listed if one["name"] == name and _put_at(one) not in times)]


def _put_at(one: Mapping[str, Any]) -> str:
    """When an object was put, as the names of versions say it."""
    at = datetime.fromisoformat(str(one["last_modified"])).replace(tzinfo=UTC).timestamp()
    return f"{at:016.5f}"
