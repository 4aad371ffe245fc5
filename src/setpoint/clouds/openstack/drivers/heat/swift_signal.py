"""``OS::Heat::SwiftSignal``: waits until enough was put at a handle's address, or once that something has failed.

It makes nothing: what it waits for is read from the handle's container, each object once. Of what is put there
everything may be left out; without an id a signal is known by its number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.boxes import Bodies, bodies, in_order, listing
from setpoint.clouds.openstack.drivers.swift.container import AT_ONCE, OBJECT_STORE
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Accepted, Broken, Done, Observation, Outcome, Pending, Ready
from setpoint.model.signal import Unreadable, data_of, judge, signals_in
from setpoint.model.temp_url import Place, place_of
from setpoint.model.value import Plain

SOONEST, LATEST = 1.0, 10.0
"""Seconds between two looks, at least and at most: a tenth of the time that it has waited."""


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
        known = self._read.setdefault(subject.token, {})
        try:
            signals = signals_in(await self._put(place, known)) if place is not None else {}
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
        listed = await listing(self.service, place.container)
        return await bodies(self.service, place.container, in_order(listed, place.object), known)


DRIVER = SwiftSignal
