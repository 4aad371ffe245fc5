"""``OS::Keystone::Project``: who owns what, in all of the cloud's services."""

from __future__ import annotations

from contextlib import suppress

from setpoint.clouds.driver import Subject
from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.drivers.keystone.keystone import (
    DESCRIPTION,
    DOMAIN,
    NAME,
    PROJECTS,
    KeystoneDriver,
)
from setpoint.clouds.openstack.rest.field import Field
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Outcome

NETWORK = Api("network", "v2.0")


class Project(KeystoneDriver):
    """A project."""

    path, one, many = "projects", "project", "projects"
    things = PROJECTS
    fields = (
        NAME,
        DOMAIN,
        DESCRIPTION,
        Field("enabled"),
        Field("parent", "parent_id", PROJECTS, updates=False),
        Field("tags", unset=[]),
    )

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`. Neutron gave it a security group, which nobody could remove any more."""
        if await self.region.connection.has(NETWORK):
            with suppress(ResourceError):
                await self._remove_security_groups(subject.physical_id)
        return await super().delete(subject)

    async def _remove_security_groups(self, project: str) -> None:
        network = self.region.service(NETWORK)
        told = {"project_id": project, "name": "default", "fields": "id"}
        for one in await network.pages("security-groups", "security_groups", **told):
            await network.delete(f"security-groups/{one['id']}")


DRIVER = Project
