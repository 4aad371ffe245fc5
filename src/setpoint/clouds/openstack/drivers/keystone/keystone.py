"""What Keystone's types share. It keeps whatever it is told of a thing beyond what it knows, and so the token.

Follows the Identity API v3. Only administrators make any of these.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.carrier import Carrier, Extra
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.clouds.openstack.rest.field import KEEP, Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

IDENTITY = Api("identity", "v3")

DOMAINS = Things(IDENTITY, "domains", "domains", "domain")
PROJECTS = Things(IDENTITY, "projects", "projects", "project", domains=DOMAINS)
USERS = Things(IDENTITY, "users", "users", "user", domains=DOMAINS)
GROUPS = Things(IDENTITY, "groups", "groups", "group", domains=DOMAINS)
ROLES = Things(IDENTITY, "roles", "roles", "role", domains=DOMAINS)
REGIONS = Things(IDENTITY, "regions", "regions", "region", filters=False)
SERVICES = Things(IDENTITY, "services", "services", "service")

NAME = Field("name", unset=KEEP)
DESCRIPTION = Field("description", unset="")
DOMAIN = Field("domain", "domain_id", DOMAINS, updates=False)


class KeystoneDriver(RestDriver):
    """One collection of the identity service."""

    api = IDENTITY
    carrier: ClassVar[Carrier | None] = Extra("name")
    things: ClassVar[Things | None] = None
    """By what names others look one up."""
    changes_by = "PATCH"

    async def list_of(self, ids: set[str]) -> Sequence[Shown]:
        """See :meth:`RestDriver.list_of`. Keystone cuts a list off where its operator wants it short."""
        body = await self.service.get(self.path)
        listed: list[Shown] = body[self.many]
        if body.get("truncated"):
            missing = ids - {self.id_of(one) for one in listed}
            asked = await asyncio.gather(*(self.shown(one) for one in sorted(missing)))
            listed += [one for one in asked if one is not None]
        return listed

    async def create(self, want: Want, token: str) -> Outcome:
        """See :meth:`RestDriver.create`."""
        outcome = await super().create(want, token)
        self._forget(outcome.physical_id)
        return outcome

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        if old.get("name") != new.get("name"):
            self._forget(subject.physical_id)
        return await super().update(subject, old, new)

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`."""
        outcome = await super().delete(subject)
        self._forget(subject.physical_id)
        return outcome

    def _forget(self, id: str) -> None:
        if self.things is not None:
            self.region.names.forget(self.things, id)
