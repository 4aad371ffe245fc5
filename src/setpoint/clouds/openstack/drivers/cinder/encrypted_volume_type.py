"""``OS::Cinder::EncryptedVolumeType``: how volumes of a type are encrypted. Only an administrator may say so.

A type has one encryption at most, so that it is there, and as it is wanted, says it all. It is known by the id of its
type, so that it can be named where that is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.cinder.cinder import VOLUME_TYPES, CinderDriver
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain


class EncryptedVolumeType(CinderDriver):
    """The encryption of one volume type. Cinder takes no changes of it while there are volumes of that type."""

    path, one, many = "types", "encryption", ""
    is_findable = True
    fields = (
        Field("provider"),
        Field("control_location"),
        Field("cipher"),
        Field("key_size"),
        Field("volume_type", "volume_type_id", VOLUME_TYPES, creates=False, updates=False),
    )

    # ---- looking

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """Look at each: lists of types do not show it."""
        found = {one: await self.shown(one) for one in sorted({one.physical_id for one in subjects})}
        return {known: one for known, one in found.items() if one is not None}

    async def shown(self, id: str) -> Shown | None:
        """See :meth:`RestDriver.shown`; what is not there is empty."""
        try:
            return await self.service.get(f"{self.address(id)}/encryption") or None
        except NotFound:
            return None

    async def service_shows(self, subject: Subject) -> Shown:
        """See :meth:`RestDriver.service_shows`."""
        shown = await self.shown(subject.physical_id)
        if shown is None:
            raise NotFound(f"volume type {subject.physical_id} has no encryption")
        return shown

    def id_of(self, shown: Shown) -> str:
        """See :meth:`RestDriver.id_of`."""
        return str(shown["volume_type_id"])

    async def address_of(self, subject: Subject) -> str:
        """See :meth:`RestDriver.address_of`. Raises NotFound."""
        shown = await self.service_shows(subject)
        return f"{self._place(subject.physical_id)}/{shown['encryption_id']}"

    def _place(self, volume_type: str) -> str:
        return f"{self.address(volume_type)}/encryption"

    # ---- making

    async def create(self, want: Want, token: str) -> Outcome:
        """See :meth:`RestDriver.create`; its answer does not show everything."""
        of = await self.region.names.id(VOLUME_TYPES, str(want.properties["volume_type"]))
        await self.service.post(self._place(of), self.wrapped(await self.body(want)))
        return await self.outcome(await self.service_shows(Subject(of, token)), want)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """See whether its type has it."""
        try:
            of = await self.region.names.id(VOLUME_TYPES, str(want.properties["volume_type"]))
        except ResourceError:
            return None  # nor is there such a type
        shown, wanted = await self.shown(of), await self.body(want)
        if shown is None or any(shown.get(key) != value for key, value in wanted.items()):
            return None
        return await self.outcome(shown, want)

    # ---- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`; the answer does not show everything."""
        body = await self.changes(old, new)
        if body:
            await self.service.put(await self.address_of(subject), self.wrapped(body))
        return await self.settled(subject.physical_id, await self.service_shows(subject), new)


DRIVER = EncryptedVolumeType
