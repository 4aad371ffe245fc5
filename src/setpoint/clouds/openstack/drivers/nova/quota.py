"""``OS::Nova::Quota``: how much a project may have. Only an administrator may say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.nova.nova import PROJECTS, NovaDriver
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Done, Gone, Observation, Outcome, Ready
from setpoint.model.value import Plain

NETWORKS = frozenset({"fixed_ips", "floating_ips", "security_groups", "security_group_rules"})
"""Quotas of networking that Nova had; up to microversion 2.35 it still takes them, and they bound nothing."""

FILES = frozenset({"injected_files", "injected_file_content_bytes", "injected_file_path_bytes"})
"""Quotas of files that servers are given; up to microversion 2.56."""


class Quota(NovaDriver):
    """The quotas of one project, which always has some: so they are gone when they are what every project has."""

    role = "admin"
    takes_any = True
    path, one, many = "os-quota-sets", "quota_set", "quota_sets"
    is_findable = True

    # ---- looking

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """Look at each: there is no list of them."""
        return {one.token: await self._look(one) for one in subjects}

    async def _look(self, subject: Subject) -> Observation:
        wanted = _limits(subject.properties)
        shown = await self._shown(subject.physical_id, wanted)
        if shown != wanted and shown == await self._shown(f"{subject.physical_id}/defaults", wanted):
            return Gone()
        return Ready({"show": shown}, shown)

    async def _shown(self, whose: str, wanted: Mapping[str, int]) -> dict[str, Plain]:
        """What the limits in ``wanted`` are."""
        answer = await self._service(wanted).get(f"{self.path}/{whose}")
        return {name: answer[self.one][name] for name in wanted if name in answer[self.one]}

    def _service(self, wanted: Mapping[str, int]) -> Service:
        """The service, in a microversion that knows of what is wanted."""
        if NETWORKS & wanted.keys():
            return self.service.at_most("2.35")
        return self.service.at_most("2.56") if FILES & wanted.keys() else self.service

    # ---- making and changing

    async def create(self, want: Want, token: str) -> Outcome:
        """Set them."""
        return await self._set(await self._project(want), want.properties)

    async def _project(self, want: Want) -> str:
        return await self.region.names.id(PROJECTS, str(want.properties["project"]))

    async def _set(self, project: str, properties: Mapping[str, Plain]) -> Done:
        wanted = _limits(properties)
        await self._service(wanted).put(f"{self.path}/{project}", {self.one: {**wanted, "force": True}})
        shown = await self._shown(project, wanted)
        return Done(project, {"show": shown}, shown)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """They are there when they are as wanted; else setting them once more does no harm."""
        wanted = _limits(want.properties)
        try:
            project = await self._project(want)
        except ResourceError:
            return None  # nor is there such a project
        shown = await self._shown(project, wanted)
        return Done(project, {"show": shown}, shown) if shown == wanted else None

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Set them; what is not wanted any more stays as it is, for Nova takes back all or nothing."""
        return await self._set(subject.physical_id, new)

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """Give the project what every project has."""
        await self.service.delete(f"{self.path}/{subject.physical_id}")
        return Done(subject.physical_id)


def _limits(properties: Mapping[str, Plain]) -> dict[str, int]:
    """What is to be limited, and how far."""
    return {name: value for name, value in properties.items() if name != "project" and value is not None}


DRIVER = Quota
