"""``OS::Cinder::VolumeType``: a kind of volume. Only an administrator may make one.

Its token is an extra spec. Cinder passes over those whose key has a scope that it does not know, when it looks for a
back end, and shows them to administrators only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.cinder.cinder import (
    ALL_TYPES,
    PROJECTS,
    VOLUME_TYPES,
    CinderDriver,
)
from setpoint.clouds.openstack.rest.carrier import Metadata
from setpoint.clouds.openstack.rest.entries import in_words_of, texts
from setpoint.clouds.openstack.rest.field import Field, ids
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.errors import Conflict, NotFound
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain


class VolumeType(CinderDriver):
    """A volume type. Who may use one that is not for everybody is told when it is there."""

    path, one, many, listing = "types", "volume_type", "volume_types", ALL_TYPES
    carrier = Metadata("extra_specs", entry="setpoint:token", filters=False)
    fields = (
        Field("name"),
        Field("description", unset=""),
        Field("is_public", "os-volume-type-access:is_public", updates=False, reads=False),
        Field("is_public", creates=False),
        Field("metadata", "extra_specs", out=texts, updates=False, told=in_words_of),
        Field("projects", things=PROJECTS, creates=False, updates=False),
    )

    # ---- looking

    async def whole(self, found: Mapping[str, Shown]) -> Mapping[str, Shown]:
        """Types, with who may use those that are not for everybody."""
        private = [known for known, one in found.items() if not one["is_public"]]
        projects = {known: await self._projects(known) for known in private}
        return {known: {**one, "projects": projects.get(known, [])} for known, one in found.items()}

    async def _projects(self, id: str) -> list[str]:
        listed = await self.service.get(f"{self.address(id)}/os-volume-type-access")
        return [one["project_id"] for one in listed["volume_type_access"]]

    # ---- making

    async def outcome(self, shown: Shown, want: Want) -> Outcome:
        """See :meth:`RestDriver.outcome`; who looks for it by its name finds it from now on."""
        self.region.names.forget(VOLUME_TYPES)
        return await super().outcome(shown, want)

    def leaves(self, want: Want) -> bool:
        """Who may use it."""
        return bool(want.properties["projects"])

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        await self._admit(id, want.properties["projects"])

    async def _admit(self, id: str, projects: Sequence[str]) -> None:
        """Let these projects use it, and no others."""
        wanted, has = (
            set(await ids(self.region.names, PROJECTS, list(projects))),
            set(await self._projects(id)),
        )
        for project in sorted(wanted - has):
            await self._act(id, addProjectAccess={"project": project})
        for project in sorted(has - wanted):
            await self._act(id, removeProjectAccess={"project": project})

    async def _act(self, id: str, **action: Plain) -> None:
        """Do what may have been done already."""
        with suppress(NotFound, Conflict):
            await self.service.post(f"{self.address(id)}/action", action, is_item=True)

    # ---- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        known, address = subject.physical_id, self.address(subject.physical_id)
        before, after = texts(old.get("metadata")), texts(new.get("metadata"))
        if new.get("metadata") is not None:
            before = self.carrier.hide(await self.service_shows(subject))["extra_specs"]
        for key in sorted(before.keys() - after.keys()):
            with suppress(NotFound):
                await self.service.delete(f"{address}/extra_specs/{key}")
        changed = {key: value for key, value in after.items() if before.get(key) != value}
        if changed:
            await self.service.post(f"{address}/extra_specs", {"extra_specs": changed}, is_item=True)
        body = await self.changes(old, new)
        if body:
            await self.service.put(address, self.wrapped(body))
            self.region.names.forget(VOLUME_TYPES, known)
        if not new["is_public"]:
            await self._admit(known, new["projects"])
        return await self.settled(known, await self.service_shows(subject), new)

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`."""
        self.region.names.forget(VOLUME_TYPES)
        return await super().delete(subject)


DRIVER = VolumeType
