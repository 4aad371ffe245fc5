"""``OS::Keystone::Role``: what its holders may do, as the services' policies say."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.keystone.keystone import DOMAIN, DOMAINS, NAME, ROLES, KeystoneDriver
from setpoint.clouds.openstack.rest.carrier import Extra
from setpoint.clouds.openstack.rest.looking import FEW, Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain


class Role(KeystoneDriver):
    """A role. Those of a domain are listed by themselves."""

    path, one, many = "roles", "role", "roles"
    things = ROLES
    carrier = Extra("name")
    fields = (NAME, DOMAIN)

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`."""
        if len(subjects) <= FEW:
            return await super().look(subjects)
        domains = {one.properties.get("domain") for one in subjects}
        lists = await asyncio.gather(*(self._listed(one) for one in domains))
        return {self.id_of(one): one for several in lists for one in several}

    async def find(self, token: str, want: Want) -> Outcome | None:
        """See :meth:`RestDriver.find`."""
        named = await self._listed(want.properties.get("domain"), **self.carrier.query(token, want))
        mine = next((one for one in named if self.carrier.bears(one, token, want)), None)
        return None if mine is None else await self.outcome(mine, want)

    async def _listed(self, domain: Plain, **query: str) -> Sequence[Shown]:
        """Those of a domain; of none, those that are everybody's."""
        if domain:
            await self.region.names.learn(DOMAINS, [domain])
            query["domain_id"] = self.region.names.known(DOMAINS, domain)
        return await self.service.pages(self.path, self.many, **query)


DRIVER = Role
