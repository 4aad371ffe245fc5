"""``OS::Keystone::Domain``: a space for users, groups and projects, whose names are its own."""

from __future__ import annotations

from setpoint.clouds.driver import Subject
from setpoint.clouds.openstack.drivers.keystone.keystone import DESCRIPTION, DOMAINS, NAME, KeystoneDriver
from setpoint.clouds.openstack.rest.carrier import Tag
from setpoint.clouds.openstack.rest.field import Field
from setpoint.model.observation import Outcome


class Domain(KeystoneDriver):
    """A domain. It has tags, but no keys of its own."""

    path, one, many = "domains", "domain", "domains"
    things = DOMAINS
    carrier = Tag()
    fields = (NAME, DESCRIPTION, Field("enabled"))

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`. Keystone deletes none that is enabled; with it goes all that is in it."""
        await self.service.patch(self.address(subject.physical_id), self.wrapped({"enabled": False}))
        return await super().delete(subject)


DRIVER = Domain
