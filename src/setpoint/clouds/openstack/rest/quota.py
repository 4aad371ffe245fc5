"""How much a project may have of a service's things. Only an administrator may say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Done, Gone, Observation, Outcome, Ready
from setpoint.model.value import Plain


class QuotaDriver(RestDriver):
    """The quotas of one project, which always has some: so they are gone when they are what every project has.

    They are known by the project's id. The service tells of one project at a time.
    """

    projects: ClassVar[Things]
    more: ClassVar[Mapping[str, Plain]] = {}
    """What is sent with the limits."""
    keys: ClassVar[Mapping[str, str]] = {}
    """Limits that the service calls otherwise than the properties are called."""
    is_findable = True
    takes_any = True

    # ---- looking

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """Look at each: there is no list of them."""
        return {one.token: await self._look(one) for one in subjects}

    async def _look(self, subject: Subject) -> Observation:
        wanted = _limits(subject.properties)
        shown = await self._shown(self.address(subject.physical_id), wanted)
        if shown != wanted and shown == await self._shown(self.defaults(subject.physical_id), wanted):
            return Gone()
        return Ready({"show": shown}, shown)

    async def _shown(self, path: str, wanted: Mapping[str, int]) -> dict[str, Plain]:
        """What the limits in ``wanted`` are."""
        shown = self.opened(await self.speaking(wanted).get(path))
        keyed = {name: self.keys.get(name, name) for name in wanted}
        return {name: shown[key] for name, key in keyed.items() if key in shown}

    def defaults(self, project: str) -> str:
        """Where the service says what every project has."""
        return f"{self.address(project)}/defaults"

    def speaking(self, wanted: Mapping[str, int]) -> Service:
        """The service, in a version that knows of what is wanted."""
        return self.service

    # ---- making and changing

    async def create(self, want: Want, token: str) -> Outcome:
        """Set them."""
        return await self._set(await self._project(want), want.properties)

    async def _project(self, want: Want) -> str:
        return await self.region.names.id(self.projects, str(want.properties["project"]))

    async def _set(self, project: str, properties: Mapping[str, Plain]) -> Done:
        wanted = _limits(properties)
        told = {self.keys.get(name, name): value for name, value in wanted.items()}
        await self.speaking(wanted).put(self.address(project), self.wrapped({**told, **self.more}))
        shown = await self._shown(self.address(project), wanted)
        return Done(project, {"show": shown}, shown)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """They are there when they are as wanted; else setting them once more does no harm."""
        wanted = _limits(want.properties)
        try:
            project = await self._project(want)
        except ResourceError:
            return None  # nor is there such a project
        shown = await self._shown(self.address(project), wanted)
        return Done(project, {"show": shown}, shown) if shown == wanted else None

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Set them; what is not wanted any more stays as it is, for the service takes back all or nothing."""
        return await self._set(subject.physical_id, new)

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """Give the project what every project has."""
        await self.service.delete(self.address(subject.physical_id))
        return Done(subject.physical_id)


def _limits(properties: Mapping[str, Plain]) -> dict[str, int]:
    """What is to be limited, and how far."""
    return {name: value for name, value in properties.items() if name != "project" and value is not None}
