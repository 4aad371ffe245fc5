"""``OS::Heat::SwiftSignal``: waits until enough was put at a handle's address, or once that something has failed.

It makes nothing: what it waits for is read from the handle's container, each object once. Of what is put there
everything may be left out; without an id a signal is known by its number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any
from urllib.parse import quote

import msgspec

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.drivers.heat.temp_url import Place, place_of
from setpoint.clouds.openstack.drivers.swift.container import AT_ONCE, OBJECT_STORE
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Accepted, Broken, Done, Observation, Outcome, Pending, Ready
from setpoint.model.signal import FAILURE, SUCCESS, Signal, data_of, judge, received, told
from setpoint.model.value import Plain

MOST = 10_000
"""How many objects one list shows, at most: what services allow. More than anybody may wait for."""

SOONEST, LATEST = 1.0, 10.0
"""Seconds between two looks, at least and at most: a tenth of the time that it has waited."""

Bodies = dict[str, bytes]
"""What was put, by its digest: it need not be read again."""


class Unreadable(Exception):
    """Something was put there that is no signal."""


class SwiftSignal(RestDriver):
    """Waits for signals in the object store. At rest it is not looked at any more: what came stays as it was told."""

    found_by = "nothing; it makes nothing that could be left over"
    api = OBJECT_STORE
    path = one = many = ""

    def __init__(self, kind: ResourceKind, region: Region) -> None:
        """Remember what those that wait have read already, by their tokens."""
        super().__init__(kind, region)
        self._read: dict[str, Bodies] = {}

    @property
    def is_findable(self) -> bool:
        """There is nothing to find."""
        return True

    async def create(self, want: Want, token: str) -> Outcome:
        """Begin to wait."""
        if place_of(str(want.properties["handle"]), await self.service.root()) is None:
            raise ResourceError(
                Diagnostic(
                    "its handle is not a valid SwiftSignalHandle",
                    detail="it is no signed address of an object of this account",
                    advice="handle: {get_resource: <an OS::Heat::SwiftSignalHandle>}",
                )
            )
        return Accepted(want.name)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Nothing was made."""
        return None

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Nothing of it changes in place."""
        return Done(subject.physical_id, subject.attributes)

    async def delete(self, subject: Subject) -> Outcome:
        """Nothing is left of it."""
        return Done(subject.physical_id)

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """One list for each handle that is waited for, and one call for each signal that is new."""
        turns = asyncio.Semaphore(AT_ONCE)

        async def look(one: Subject) -> Observation:
            async with turns:
                return await self._look(one, facts)

        seen = await asyncio.gather(*map(look, subjects))
        return {one.token: each for one, each in zip(subjects, seen, strict=True)}

    async def _look(self, subject: Subject, facts: Facts) -> Observation:
        if not subject.since and subject.attributes:
            return Ready(subject.attributes)
        place = place_of(str(subject.properties["handle"]), await self.service.root())
        bodies = self._read.setdefault(subject.token, {})
        try:
            signals = signals_in(await self._put(place, bodies)) if place is not None else {}
        except Unreadable as problem:
            seen: Observation = Broken(str(problem))
        else:
            until = subject.since + subject.properties["timeout"]
            seen = judge(signals, subject.properties["count"], facts.now, until)
            if isinstance(seen, Ready) or not subject.since:
                seen = Ready({"data": data_of(signals)})
        if isinstance(seen, Pending):
            pause = max(SOONEST, min(LATEST, (facts.now - subject.since) / 10))
            return Pending(seen.why, min(seen.look_at or facts.now, facts.now + pause))
        self._read.pop(subject.token, None)
        return seen

    async def _put(self, place: Place, known: Bodies) -> list[bytes]:
        """What was put, in the order in which it was; nothing where there is no container."""
        container = quote(place.container, safe="")
        try:
            listed: list[dict[str, Any]] = await self.service.get(container, format="json", limit=MOST)
        except NotFound:
            return []
        found = await asyncio.gather(
            *(self._body(container, one, known) for one in in_order(listed, place.object))
        )
        return [body for body in found if body is not None]

    async def _body(self, container: str, one: Mapping[str, Any], known: Bodies) -> bytes | None:
        digest = str(one["hash"])
        if digest not in known:
            try:
                answer = await self.service.send("GET", f"{container}/{quote(str(one['name']), safe='')}")
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


def signals_in(put: Sequence[bytes]) -> dict[str, Signal]:
    """The signals that were put, by their ids; of several with one id the last. Raises Unreadable."""
    found: dict[str, Signal] = {}
    number = 0
    for body in put:
        given = _read(body)
        number += 1
        while "id" not in given and str(number) in found:
            number += 1
        name = told(given.get("id", number))
        status = told(given.get("status", SUCCESS))
        if status not in (SUCCESS, FAILURE):
            raise Unreadable(f"Unknown status: {status}")
        found[name] = Signal(status, told(given.get("reason", received(name))), given.get("data"))
    return found


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        given = msgspec.json.decode(body) if body else {}
    except (msgspec.DecodeError, RecursionError):
        given = None
    if not isinstance(given, dict):
        text = body[:200].decode("utf-8", "replace")
        raise Unreadable(f"Failed to parse JSON data: {text}")
    return given


DRIVER = SwiftSignal
