"""``OS::Neutron::Quota``: how much of the network a project may have. Only administrators say so.

The service has one for each project, and lists those that are not as usual. Its physical id is the project's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.neutron.neutron import PROJECTS, NeutronDriver
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Done, Outcome
from setpoint.model.value import Plain

LIMITS = (
    *("network", "subnet", "subnetpool", "port", "router", "floatingip", "rbac_policy"),
    *("security_group", "security_group_rule"),
)


class Quota(NeutronDriver):
    """A project's quota."""

    path, one, many = "quotas", "quota", "quotas"
    carrier = None
    waits = False
    fields = (Field("project", "project_id", PROJECTS, creates=False, updates=False), *map(Field, LIMITS))

    @property
    def is_findable(self) -> bool:
        """By its project."""
        return True

    def id_of(self, shown: Shown) -> str:
        """See :meth:`RestDriver.id_of`."""
        return str(shown["project_id"])

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`; asked for one, the service would show what is usual as well."""
        return {self.id_of(one): one for one in await self.service.pages(self.path, self.many)}

    async def create(self, want: Want, token: str) -> Outcome:
        """Say it."""
        project = await self.region.names.id(PROJECTS, str(want.properties["project"]))
        return await self._say(project, await self.body(want), want.properties)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Whether it has been said."""
        project = await self.known(PROJECTS, want.properties["project"])
        shown = (await self.look([])).get(project)
        wanted = await self.body(want)
        if shown is None or any(shown.get(key) != value for key, value in wanted.items()):
            return None
        return Done(project, self.attributes(shown, want.properties), self.seen(shown, want.properties))

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`; a limit that is not wanted any more is the usual one again."""
        body = await self.changes(old, new)
        if None in body.values():
            usual = self.opened(await self.service.get(f"{self.address(subject.physical_id)}/default"))
            body = {key: usual[key] if value is None else value for key, value in body.items()}
        return await self._say(subject.physical_id, body, new)

    async def _say(self, project: str, body: Plain, wanted: Mapping[str, Plain]) -> Outcome:
        said = self.opened(await self.service.put(self.address(project), self.wrapped(body)))
        shown = {**said, "project_id": project}
        return Done(project, self.attributes(shown, wanted), self.seen(shown, wanted))


DRIVER = Quota
