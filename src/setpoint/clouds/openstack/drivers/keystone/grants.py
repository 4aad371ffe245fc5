"""Who has which role on what. Keystone has no thing for that, only the fact: it is given, listed and taken back.

What is asked about is that which is wanted. What else somebody may do is others' business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any

import msgspec

from setpoint.clouds.openstack.drivers.keystone.keystone import DOMAINS, IDENTITY, PROJECTS, ROLES
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.region import Region
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.value import Plain

SCOPES = {"project": PROJECTS, "domain": DOMAINS}
"""On what a role can be given."""


class Grant(msgspec.Struct, frozen=True):
    """A role, on something: all by their ids. ``scope`` is a key of :data:`SCOPES`."""

    role: str
    scope: str
    on: str


Roles = Plain
"""The property ``roles``: a list of maps, or None."""


class Grants:
    """The grants of users, or those of groups."""

    def __init__(self, region: Region, actor: str) -> None:
        """``actor`` is the key of one in bodies: ``user``."""
        self._region = region
        self._actor = actor

    def words(self, roles: Roles) -> Iterator[tuple[Things, str]]:
        """Every name in ``roles``, and what kind of thing it is of."""
        for one in roles or ():
            yield ROLES, str(one["role"])
            yield from ((things, str(one[scope])) for scope, things in SCOPES.items() if one.get(scope))

    async def wanted(self, roles: Roles) -> set[Grant]:
        """The grants that ``roles`` want. Raises ResourceError for a name of nothing."""
        return {await self._grant(one) for one in roles or ()}

    async def _grant(self, one: Mapping[str, Any]) -> Grant:
        names, scope = self._region.names, _scope(one)
        return Grant(
            await names.id(ROLES, str(one["role"])), scope, await names.id(SCOPES[scope], str(one[scope]))
        )

    def known(self, one: Mapping[str, Any]) -> Grant:
        """The grant that an item of ``roles`` wants, as far as its names have been looked up."""
        names, scope = self._region.names, _scope(one)
        return Grant(names.known(ROLES, one["role"]), scope, names.known(SCOPES[scope], one[scope]))

    async def held(self, roles: Mapping[str, Roles]) -> dict[str, list[Plain]]:
        """Which of the ``roles`` that each is to have it has, by its id: asked by whom or by what, whichever are fewer.

        Names in ``roles`` have been looked up.
        """
        sought = {actor: [self.known(one) for one in several] for actor, several in roles.items()}
        places = {(one.scope, one.on) for several in sought.values() for one in several}
        asked = [{f"{self._actor}.id": one} for one in roles]
        if len(places) < len(asked):
            asked = [{f"scope.{scope}.id": on} for scope, on in sorted(places)]
        service = self._region.service(IDENTITY)
        lists = await asyncio.gather(*(service.pages(_LISTED, _LISTED, **one) for one in asked))
        there = {found for several in lists for one in several for found in self._read(one)}
        return {actor: [one for one in roles[actor] if (actor, self.known(one)) in there] for actor in roles}

    def _read(self, shown: Mapping[str, Any]) -> Iterator[tuple[str, Grant]]:
        """What an assignment says; what is inherited, or of the whole system, is no grant of ours."""
        for scope in SCOPES:
            place = shown["scope"].get(scope)
            if place and self._actor in shown and "OS-INHERIT:inherited_to" not in shown["scope"]:
                yield shown[self._actor]["id"], Grant(shown["role"]["id"], scope, place["id"])

    async def give(self, actor: str, grants: Collection[Grant]) -> None:
        """Give them all, or none of them: where one is refused, the others are taken back. Raises ResourceError."""
        tried = sorted(grants, key=str)
        answers = await asyncio.gather(
            *(self._send("PUT", actor, one) for one in tried), return_exceptions=True
        )
        failed = [one for one in answers if isinstance(one, BaseException)]
        refused = [one for one in failed if isinstance(one, ResourceError)]
        if refused:
            given = [one for one, answer in zip(tried, answers, strict=True) if answer is None]
            await self.take(actor, given)
        for problem in (*refused, *failed):
            raise problem

    async def take(self, actor: str, grants: Collection[Grant]) -> None:
        """Take them back, as far as they are there."""
        await asyncio.gather(*(self._take(actor, one) for one in grants))

    async def _take(self, actor: str, grant: Grant) -> None:
        with suppress(NotFound):
            await self._send("DELETE", actor, grant, is_item=True)

    async def _send(self, method: str, actor: str, grant: Grant, *, is_item: bool = False) -> None:
        place = f"{grant.scope}s/{grant.on}/{self._actor}s/{actor}/roles/{grant.role}"
        await self._region.service(IDENTITY).send(method, place, is_item=is_item)


_LISTED = "role_assignments"


def _scope(one: Mapping[str, Any]) -> str:
    """What a role is to be given on; a type sees to it that it is one thing."""
    return next(scope for scope in SCOPES if one.get(scope))
