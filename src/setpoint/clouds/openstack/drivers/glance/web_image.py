"""``OS::Glance::WebImage``: an image that Glance fetches from a web address.

First there is an image without contents; Glance is told to import them (``web-download``), and who may use it, and
whether anybody may, is told when they have arrived. Follows the Image API v2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import msgspec

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.drivers.glance.changes import PATCHES, patches
from setpoint.clouds.openstack.drivers.nova.nova import IMAGE, IMAGES
from setpoint.clouds.openstack.rest.carrier import PREFIX, Tag
from setpoint.clouds.openstack.rest.driver import FINISH, RestDriver
from setpoint.clouds.openstack.rest.entries import in_words_of, texts
from setpoint.clouds.openstack.rest.field import Field, in_order_of
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, NotFound, ResourceError
from setpoint.model.observation import Accepted, Broken, Observation, Outcome, Pending
from setpoint.model.value import Plain

IMPORTED: Plain = {"imported": True}
"""The cursor of a create whose contents Glance was told to fetch."""

TASK = "os_glance_import_task"
"""Under which an image shows the task that fetches its contents, as long as that is at work."""

IDLE, INACTIVE = "queued", "deactivated"
"""The statuses of an image without contents, and of one that nobody may use."""


class WebImage(RestDriver):
    """An image. Its token is a tag."""

    api = IMAGE
    path, one, many = "images", "", "images"
    carrier = Tag(filter="tag")
    waits = True
    working = frozenset({"saving", "uploading", "importing"})
    broken = frozenset({"killed"})
    gone = frozenset({"deleted", "pending_delete"})
    fields = (
        *(Field(name, updates=False) for name in ("id", "name", "min_disk", "min_ram")),
        *(Field(name, updates=False) for name in ("disk_format", "container_format")),
        *(Field(name) for name in ("protected", "visibility", "owner")),
        *(Field(name) for name in ("architecture", "kernel_id", "ramdisk_id", "os_distro", "os_version")),
        Field("tags", updates=False),
    )

    # ---- looking

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """See :meth:`RestDriver.observe`; of contents that did not arrive, Glance's task says why."""
        seen = dict(await super().observe(subjects, facts))
        for one in subjects:
            found = seen.get(one.token)
            if isinstance(found, Broken):
                told = await self._told(one.physical_id)
                seen[one.token] = msgspec.structs.replace(
                    found, why=f"{found.why}: {told}" if told else found.why
                )
        return seen

    async def _told(self, id: str) -> str:
        """What the last task that worked on an image says of its end ("Show tasks associated with image")."""
        try:
            tasks = (await self.service.get(f"{self.address(id)}/tasks"))["tasks"]
        except (NotFound, ResourceError):
            return ""  # older than version 2.12
        last: Shown = max(tasks, key=lambda task: str(task["created_at"]), default={})
        return str(last.get("message") or "")

    async def whole(self, found: Mapping[str, Shown]) -> Mapping[str, Shown]:
        """Images, with the projects that may use those that are shared."""
        shared = [known for known, one in found.items() if one["visibility"] == "shared"]
        members = {known: {"members": await self._members(known)} for known in shared}
        return {known: {**one, **members.get(known, {})} for known, one in found.items()}

    async def _members(self, id: str) -> list[str]:
        listed = await self.service.get(f"{self.address(id)}/members")
        return [str(one["member_id"]) for one in listed["members"]]

    def observed(self, subject: Subject, shown: Shown | None, facts: Facts) -> Observation:
        """See :meth:`RestDriver.observed`; an image without contents is on its way only as long as they are."""
        is_empty = shown is not None and shown["status"] == IDLE
        if shown is not None and is_empty and subject.cursor != FINISH:
            if TASK in shown:
                later = self.next_look(subject, facts)
                return Pending("its contents are being fetched", later)
            seen = self.seen(shown, subject.properties)
            why = "it has no contents: Glance did not get them from its location"
            return Broken(why, seen, self.attributes(shown, subject.properties))
        return super().observed(subject, shown, facts)

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        found = super().seen({**{field.key: None for field in self.fields}, **shown}, wanted)
        found["active"] = shown["status"] != INACTIVE
        extra = wanted.get("extra_properties") or {}
        found["extra_properties"] = in_words_of(extra, {key: shown[key] for key in extra if key in shown})
        if wanted.get("members") is not None:
            found["members"] = in_order_of(wanted["members"], shown.get("members") or [])
        return found

    # ---- making

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        return {**texts(want.properties["extra_properties"]), **await super().body(want)}

    def leaves(self, want: Want) -> bool:
        """Its contents."""
        return True

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """Have the contents fetched; when they are there, say who may use it."""
        image, wanted = subject.physical_id, want.properties
        shown = await self.service_shows(subject)
        if subject.cursor == FINISH and shown["status"] == IDLE:
            if TASK not in shown:
                told = {"method": {"name": "web-download", "uri": wanted["location"]}}
                with suppress(Conflict):  # it is being fetched
                    await self.service.post(f"{self.address(image)}/import", told, is_item=True)
            return Accepted(image, IMPORTED)
        if wanted.get("members") is not None:
            await self._admit(image, wanted)
        return await self._activated(subject, shown, wanted)

    async def _admit(self, image: str, wanted: Mapping[str, Plain]) -> None:
        """Let these projects use it, and no others; that can be said of an image that is shared."""
        if wanted["visibility"] != "shared":
            return
        members, has = set(wanted.get("members") or ()), set(await self._members(image))
        for one in sorted(members - has):
            with suppress(Conflict):
                await self.service.post(f"{self.address(image)}/members", {"member": one}, is_item=True)
        for one in sorted(has - members):
            with suppress(NotFound):
                await self.service.delete(f"{self.address(image)}/members/{one}")

    async def _activated(self, subject: Subject, shown: Shown, wanted: Mapping[str, Plain]) -> Outcome:
        """Whether it may be used at all is an action of its own, for administrators."""
        if (shown["status"] != INACTIVE) is not wanted["active"]:
            action = "reactivate" if wanted["active"] else "deactivate"
            await self.service.post(f"{self.address(subject.physical_id)}/actions/{action}", is_item=True)
            shown = await self.service_shows(subject)
        return await self.settled(subject.physical_id, shown, wanted)

    async def settled(self, id: str, shown: Shown, wanted: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.settled`; whoever looks for it by its name finds it from now on."""
        self.region.names.forget(IMAGES)
        return await super().settled(id, shown, wanted)

    # ---- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Tell Glance what differs. Contents that never arrived are fetched once more."""
        image = subject.physical_id
        shown = await self.service_shows(subject)
        told = patches(shown, {**await self.changes(old, new), **_others(shown, old, new)})
        if told:
            address, content = self.address(image), msgspec.json.encode(told)
            answer = await self.service.send("PATCH", address, headers=PATCHES, content=content)
            shown = answer.json()
        if shown["status"] == IDLE:
            return Accepted(image, FINISH)
        if old.get("members") != new.get("members"):
            await self._admit(image, new)
        return await self._activated(subject, shown, new)

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`."""
        try:
            return await super().delete(subject)
        except NotFound:
            raise
        except ResourceError as refused:
            shown = await self.service_shows(subject)
            if not shown["protected"]:
                raise
            why = Diagnostic(
                "the image is protected, so it cannot be deleted",
                detail=refused.diagnostic.summary,
                advice="set `protected: false` in an update first",
            )
            raise ResourceError(why) from None
        finally:
            self.region.names.forget(IMAGES)


def _others(shown: Shown, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> dict[str, Plain]:
    """What differs of extra properties and tags; our own tag stays."""
    before, after = (texts(one.get("extra_properties")) for one in (old, new))
    found: dict[str, Plain] = {
        key: after.get(key) for key in {**before, **after} if before.get(key) != after.get(key)
    }
    if (old.get("tags") or []) != (new.get("tags") or []):
        found["tags"] = [*(new.get("tags") or ()), *(tag for tag in shown["tags"] if tag.startswith(PREFIX))]
    return found


DRIVER = WebImage
