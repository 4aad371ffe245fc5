"""``OS::Cinder::VolumeAttachment``: a volume in a server. Nova attaches and detaches; Cinder shows how far that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import msgspec

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.drivers.cinder.cinder import BLOCK_STORAGE, VOLUMES
from setpoint.clouds.openstack.drivers.nova.nova import NovaDriver, told_of
from setpoint.clouds.openstack.names import Things, shown_as
from setpoint.clouds.openstack.rest.looking import FEW, Shown
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.observation import Accepted, Broken, Done, Gone, Observation, Outcome, Pending, Ready
from setpoint.model.value import Plain

GOING: Plain = {"going": True}
"""The cursor of a delete."""


class VolumeAttachment(NovaDriver):
    """An attachment, known by its volume. Changing it detaches first, and attaches when that is done."""

    is_findable = True
    """A volume is in a server once at most, so that it is there says it all."""
    waits = True
    working = frozenset({"attaching", "detaching", "reserved"})

    imports = True

    # ---- looking: at the volume

    async def everything(self) -> Sequence[Shown]:
        """See :meth:`Told.everything`; a volume that a server boots from is a part of that."""
        cinder = self.region.service(BLOCK_STORAGE)
        listed = await cinder.pages("volumes/detail", "volumes", limit=1000)
        return [one for one in listed if one["attachments"] and not _is_root(one)]

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`."""
        return {"instance_uuid": shown["attachments"][0]["server_id"], "volume_id": shown["id"]}

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`."""
        cinder = self.region.service(BLOCK_STORAGE)
        wanted = sorted({one.physical_id for one in subjects})
        if len(wanted) > FEW:
            found = await cinder.pages("volumes/detail", "volumes", limit=1000)
        else:
            found = []
            for volume in wanted:
                with suppress(NotFound):
                    found.append((await cinder.get(f"volumes/{volume}"))["volume"])
        return {one["id"]: one for one in found}

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """See :meth:`RestDriver.observe`; of what was not attached, Nova may say why."""
        seen = dict(await super().observe(subjects, facts))
        for one in subjects:
            found = seen.get(one.token)
            if isinstance(found, Broken):
                told = await told_of(self.service, one.properties["instance_uuid"], "attach_volume")
                seen[one.token] = msgspec.structs.replace(
                    found, why=f"{found.why}: {told}" if told else found.why
                )
        return seen

    def observed(self, subject: Subject, shown: Shown | None, facts: Facts) -> Observation:
        """What the state of the volume means for it."""
        cursor = subject.cursor or {}
        status = str(shown["status"]) if shown is not None else ""
        server = cursor.get("detaching") or subject.properties["instance_uuid"]
        attachment = _attachment(shown, server)
        later = self.next_look(subject, facts)
        if cursor.get("detaching"):
            is_left = attachment is None and status not in self.working
            return Ready() if is_left else Pending(f"the volume is {status}", later)
        if status in self.working:
            return Pending(f"the volume is {status}", later)
        if attachment is not None and shown is not None:
            return Ready({"show": dict(attachment)}, self.seen(shown, subject.properties))
        if shown is not None and subject.since and not cursor:
            return Broken(f"the volume was not attached and is {status}")
        return Gone()

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        yield VOLUMES, wanted["volume_id"]

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """Where on the server it is, is up to the server."""
        volume = shown_as(wanted["volume_id"], shown["id"], self.region.names, VOLUMES)
        return {"instance_uuid": wanted["instance_uuid"], "volume_id": volume}

    # ---- making

    async def create(self, want: Want, token: str) -> Outcome:
        """Attach it."""
        return await self._attach(want.properties)

    async def _attach(self, wanted: Mapping[str, Plain]) -> Outcome:
        volume = await self.region.names.id(VOLUMES, wanted["volume_id"])
        device = {"device": wanted["mountpoint"]} if wanted.get("mountpoint") else {}
        body = {"volumeAttachment": {"volumeId": volume, **device}}
        await self.service.post(_attachments(wanted["instance_uuid"]), body)
        return Accepted(volume)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """See whether it is attached, or about to be."""
        try:
            volume = await self.region.names.id(VOLUMES, want.properties["volume_id"])
        except ResourceError:
            return None  # nor is there such a volume
        is_there = await self._is_known(want.properties["instance_uuid"], volume)
        return Accepted(volume) if is_there else None

    async def _is_known(self, server: str, volume: str) -> bool:
        """Whether Nova knows of it; for a moment it does when Cinder shows that it has ended."""
        try:
            await self.service.get(f"{_attachments(server)}/{volume}")
        except NotFound:
            return False
        return True

    # ---- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Detach it; attaching follows."""
        with suppress(NotFound):
            await self._detach(old["instance_uuid"], subject.physical_id)
        return Accepted(subject.physical_id, {"detaching": old["instance_uuid"]})

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """Attach it, when the old attachment is gone from Nova as well."""
        if subject.cursor == GOING:
            return Done(subject.physical_id)
        server, before = want.properties["instance_uuid"], subject.cursor["detaching"]
        volume = await self.region.names.id(VOLUMES, want.properties["volume_id"])
        if not await self._is_known(server, volume):
            return await self._attach(want.properties)
        is_the_old_one = (server, volume) == (before, subject.physical_id)
        return Accepted(subject.physical_id, subject.cursor) if is_the_old_one else Accepted(volume)

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """Detach it."""
        await self._detach(subject.properties["instance_uuid"], subject.physical_id)
        return Accepted(subject.physical_id, GOING)

    async def _detach(self, server: str, volume: str) -> None:
        """Begin to detach, where that has not begun yet. Raises NotFound."""
        try:
            await self.service.delete(f"{_attachments(server)}/{volume}")
        except NotFound:
            raise
        except ResourceError:
            shown = (await self.region.service(BLOCK_STORAGE).get(f"volumes/{volume}"))["volume"]
            if shown["status"] != "detaching":
                raise


def _attachments(server: str) -> str:
    return f"servers/{server}/os-volume_attachments"


def _is_root(volume: Shown) -> bool:
    return str(volume["attachments"][0].get("device") or "").endswith("da")


def _attachment(volume: Shown | None, server: str) -> Shown | None:
    attachments: Sequence[Shown] = volume["attachments"] if volume is not None else ()
    return next((one for one in attachments if one["server_id"] == server), None)


DRIVER = VolumeAttachment
