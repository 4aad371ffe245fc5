"""``OS::Cinder::Volume``: a disk. The modules of ``volumes`` do what takes more than one call.

What a volume was made from, and where, is not read back: it cannot change, what was its source may be gone by now, and
the only way to mend a difference would lose what is on the volume.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

import msgspec

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.drivers.cinder.cinder import (
    BACKUPS,
    SNAPSHOTS,
    VOLUME_TYPES,
    VOLUMES,
    CinderDriver,
    messages,
)
from setpoint.clouds.openstack.drivers.cinder.volumes.changing import MOVING, OWN, Job
from setpoint.clouds.openstack.drivers.cinder.volumes.phases import PHASES
from setpoint.clouds.openstack.drivers.cinder.volumes.removing import explained
from setpoint.clouds.openstack.drivers.cinder.volumes.saving import Backups
from setpoint.clouds.openstack.drivers.nova.nova import IMAGES
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest import phases
from setpoint.clouds.openstack.rest.carrier import METADATA_KEY, Metadata
from setpoint.clouds.openstack.rest.driver import FINISH
from setpoint.clouds.openstack.rest.entries import in_words_of, texts
from setpoint.clouds.openstack.rest.field import KEEP, Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.clouds.openstack.rest.phases import Todo
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound, ResourceError, Retry
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Accepted, Broken, Observation, Outcome, Pending
from setpoint.model.value import Plain

SOURCES = ("imageRef", "snapshot_id", "source_volid")
"""What else than a backup a volume is made from."""

USUAL_TYPE = "__DEFAULT__"
"""The volume type that Cinder comes with."""


class Volume(CinderDriver):
    """A volume. Its token is an entry of its metadata."""

    path, one, many, listing = "volumes", "volume", "volumes", "volumes/detail"
    carrier = Metadata()
    goes_slowly = True
    waits = True
    working = frozenset(
        {"creating", "downloading", "restoring-backup", "extending", "retyping", "deleting", "unmanaging"}
    )
    broken = frozenset({"error", "error_deleting", "error_restoring", "error_extending", "error_backing-up"})
    fields = (
        Field("name", unset=KEEP),
        Field("description", unset=""),
        Field("metadata", out=texts, updates=False, told=in_words_of),
        Field("size", updates=False),
        Field("availability_zone", updates=False, reads=False),
        Field("image", "imageRef", IMAGES, updates=False, reads=False),
        Field("snapshot_id", "", SNAPSHOTS, updates=False, reads=False),
        Field("source_volid", "", VOLUMES, updates=False, reads=False),
        Field("backup_id", "", BACKUPS, updates=False, reads=False),
        Field("volume_type", updates=False, reads=False),
    )
    imports = True
    shows: ClassVar[Mapping[str, str]] = {"display_name": "name", "display_description": "description"}

    def __init__(self, kind: ResourceKind, region: Region) -> None:
        """See :class:`RestDriver`."""
        super().__init__(kind, region)
        self._backups = Backups(region)

    # ---- looking

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """See :meth:`RestDriver.observe`; of what does not work, Cinder may have said why."""
        seen = dict(await super().observe(subjects, facts))
        for one in subjects:
            found = seen.get(one.token)
            if isinstance(found, Broken):
                told = await messages(self.service, one.physical_id)
                why = f"{found.why}: {told}" if told else found.why
                seen[one.token] = msgspec.structs.replace(found, why=why)
        return seen

    def observed(self, subject: Subject, shown: Shown | None, facts: Facts) -> Observation:
        """See :meth:`RestDriver.observed`; what is to be changed has to hold still first."""
        is_changing = isinstance(subject.cursor, Mapping) and "todo" in subject.cursor
        if is_changing and shown is not None and shown["status"] in MOVING:
            later = self.next_look(subject, facts)
            return Pending(str(shown["status"]), later)
        return super().observed(subject, shown, facts)

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        if wanted.get("volume_type"):
            yield VOLUME_TYPES, wanted["volume_type"]

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        found = super().seen(_without_own(shown, wanted), wanted)
        if wanted.get("volume_type"):
            is_it = wanted["volume_type"] in (shown["volume_type"], shown.get("volume_type_id"))
            found["volume_type"] = wanted["volume_type"] if is_it else shown["volume_type"]
        if wanted.get("read_only") is not None:
            found["read_only"] = shown["metadata"].get("readonly") == "True"
        return found

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`; an image that it was made from shows in what it notes of that."""
        image = (shown.get("volume_image_metadata") or {}).get("image_id")
        read_only = shown["metadata"].get("readonly") == "True"
        own = {key: value for key, value in shown["metadata"].items() if key not in OWN}
        kind = shown.get("volume_type")
        return {
            **super().told({**shown, "metadata": own}),
            **({"image": image} if image else {}),
            **({"read_only": True} if read_only else {}),
            **({"volume_type": kind} if kind not in (None, USUAL_TYPE) else {}),
        }

    def is_ours(self, shown: Shown, project: str) -> bool:
        """See :meth:`Told.is_ours`."""
        return str(shown.get("os-vol-tenant-attr:tenant_id") or project) == project

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.attributes`; most of it as text."""
        found = super().attributes(_without_own(shown, wanted), wanted)
        metadata, attachments = found["metadata"], found["attachments"]
        as_text = ("availability_zone", "created_at", "size", "snapshot_id", "source_volid", "volume_type")
        return {
            **found,
            **{name: "" if found[name] is None else str(found[name]) for name in as_text},
            "encrypted": str(found["encrypted"]),
            "metadata": json.dumps(metadata),
            "metadata_values": metadata,
            "attachments": json.dumps(attachments),
            "attachments_list": attachments,
        }

    # ---- making

    async def create(self, want: Want, token: str) -> Outcome:
        """See :meth:`RestDriver.create`."""
        wanted = want.properties
        if wanted.get("multiattach"):
            await self._refuse_single(wanted.get("volume_type"))
        body = await self.body(want)
        self.carrier.mark(body, token, want)
        hints = wanted.get("scheduler_hints")
        told = {"volume": body, **({"OS-SCH-HNT:scheduler_hints": hints} if hints else {})}
        return await self.outcome(self.opened(await self.service.post(self.path, told)), want)

    async def _refuse_single(self, volume_type: str | None) -> None:
        """Whether a volume can be attached more than once is a matter of its type."""
        named = await self.region.names.id(VOLUME_TYPES, volume_type) if volume_type else "default"
        shown = (await self.service.get(f"types/{named}"))["volume_type"]
        if shown["extra_specs"].get("multiattach") != "<is> True":
            raise ResourceError(
                Diagnostic(
                    f"volumes of type {shown['name']} cannot be attached more than once",
                    detail="multiattach is a matter of the volume type: Cinder takes it of no single volume",
                    advice='give a `volume_type` with multiattach="<is> True" in its metadata',
                )
            )

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`; what is to hold a backup is made empty, and large enough for it."""
        body = await super().body(want)
        backup = body.pop("backup_id", None)
        if not backup:
            return body
        has = (await self.service.get(f"backups/{backup}"))["backup"]
        plain = {key: value for key, value in body.items() if key not in SOURCES}
        return {"size": has["size"], **plain}

    def leaves(self, want: Want) -> bool:
        """What a backup holds, and whether it may be written to: only a volume that is there can be told."""
        return PHASES["apart"].begin({}, want.properties) is not None

    async def find(self, token: str, want: Want) -> Outcome | None:
        """See :meth:`RestDriver.find`; the list does not show everything."""
        for one in await self.lists.pages(self.listing, self.many, **self.carrier.query(token, want)):
            if self.carrier.bears(one, token, want):
                shown = await self.shown(self.id_of(one))
                return await self.outcome(shown, want) if shown is not None else None
        return None

    # ---- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Change at once what can be; the rest is left to phases."""
        metadata = texts(new.get("metadata"))
        if texts(old.get("metadata")) != metadata:
            told = {"metadata": {**metadata, METADATA_KEY: subject.token}}
            await self.service.put(f"{self.address(subject.physical_id)}/metadata", told)
        outcome = await super().update(subject, old, new)
        todo = phases.begin(PHASES, old, new)
        return Accepted(subject.physical_id, {"todo": todo}) if todo else outcome

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """Do what is left: of a create, of an update."""
        created: Todo = [["apart", PHASES["apart"].begin({}, want.properties)]]
        todo = created if subject.cursor == FINISH else subject.cursor["todo"]
        return await self._carry_on(subject, want, todo)

    async def _carry_on(self, subject: Subject, want: Want, todo: Todo) -> Outcome:
        shown = await self.service_shows(subject)
        job = Job(self.region, subject, want, shown)
        left = await phases.carry_on(PHASES, job, todo, is_busy=shown["status"] in self.working | MOVING)
        if left:
            return Accepted(subject.physical_id, {"todo": left})
        return await self.settled(subject.physical_id, shown, want.properties)

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """Remove it, as soon as nobody works on it."""
        try:
            return await super().delete(subject)
        except NotFound:
            raise
        except ResourceError as refused:
            shown = await self.service_shows(subject)
            if shown["status"] == "deleting":
                return Accepted(subject.physical_id)
            if shown["status"] in self.working | MOVING:
                raise Retry(1.0, f"the volume is {shown['status']}") from None
            raise await explained(refused, self.lists, shown) from None

    # ---- backups

    async def snapshot(self, subject: Subject, token: str) -> Plain | Pending:
        """See :class:`setpoint.clouds.driver.Snapshottable`."""
        return await self._backups.save(await self.service_shows(subject), token)

    async def restore(self, subject: Subject, saved: Plain) -> Outcome:
        """See :class:`setpoint.clouds.driver.Snapshottable`."""
        if not saved:
            return await self.settled(
                subject.physical_id, await self.service_shows(subject), subject.properties
            )
        todo: Todo = [("apart", {"then": [["restore", {"backup": saved["backup"]}]]})]
        return await self._carry_on(subject, Want(subject.properties, ""), todo)

    async def drop_snapshot(self, saved: Plain) -> None:
        """See :class:`setpoint.clouds.driver.Snapshottable`."""
        if saved:
            await self._backups.drop(saved["backup"])


def _without_own(shown: Shown, wanted: Mapping[str, Plain]) -> Shown:
    """A volume without what Cinder itself puts among its metadata."""
    asked = wanted.get("metadata") or {}
    metadata = {key: value for key, value in shown["metadata"].items() if key in asked or key not in OWN}
    return {**shown, "metadata": metadata}


DRIVER = Volume
