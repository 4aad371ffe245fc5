"""``OS::Keystone::User``: somebody who can authenticate, in groups and with roles."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.keystone.granted import Granted
from setpoint.clouds.openstack.drivers.keystone.keystone import (
    DESCRIPTION,
    DOMAIN,
    GROUPS,
    NAME,
    PROJECTS,
    USERS,
)
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.field import Field, ids
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.errors import NotFound
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

GROUPS_JOINED = "groups of ours"
"""The key in a document under which those groups are that it is to be in and is, where somebody looked."""


class User(Granted):
    """A user. The password is nowhere to be seen."""

    path, one, many = "users", "user", "users"
    things = USERS
    fields = (
        NAME,
        DOMAIN,
        DESCRIPTION,
        Field("enabled"),
        Field("email"),
        Field("password", reads=False),
        Field("default_project", "default_project_id", PROJECTS),
    )

    # ---- looking

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        yield from super().words(wanted)
        yield from ((GROUPS, str(one)) for one in wanted.get("groups") or ())

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`; groups cost a call for each user who is in some, or for each group."""
        found = await super().look(subjects)
        groups = {
            one.physical_id: one.properties["groups"]
            for one in subjects
            if one.physical_id in found and one.properties.get("groups")
        }
        joined = await self._joined(groups)
        return {
            key: {**one, GROUPS_JOINED: joined[key]} if key in joined else one for key, one in found.items()
        }

    async def _joined(self, groups: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """Which of the groups that each is to be in that one is in."""
        names = self.region.names
        sought = {names.known(GROUPS, one) for several in groups.values() for one in several}
        if len(sought) < len(groups):
            members = await asyncio.gather(*(self._ids(f"groups/{one}/users", "users") for one in sought))
            pairs = {
                (user, group) for group, several in zip(sought, members, strict=True) for user in several
            }
        else:
            theirs = await asyncio.gather(*(self._ids(f"users/{one}/groups", "groups") for one in groups))
            pairs = {(user, group) for user, several in zip(groups, theirs, strict=True) for group in several}
        return {
            user: [one for one in several if (user, names.known(GROUPS, one)) in pairs]
            for user, several in groups.items()
        }

    async def _ids(self, path: str, key: str) -> list[str]:
        try:
            return [str(one["id"]) for one in await self.service.pages(path, key)]
        except NotFound:
            return []  # what is not there has nobody in it

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.attributes`."""
        bare = {key: one for key, one in shown.items() if key != GROUPS_JOINED}
        return {"default_project_id": None, **super().attributes(bare, wanted)}

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        joined = {"groups": shown[GROUPS_JOINED]} if GROUPS_JOINED in shown else {}
        return super().seen(shown, wanted) | joined

    # ---- making and changing

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        await ids(self.region.names, GROUPS, want.properties.get("groups") or [])
        return await super().body(want)

    def leaves(self, want: Want) -> bool:
        """See :meth:`RestDriver.leaves`."""
        return super().leaves(want) or bool(want.properties.get("groups"))

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        await super().finish(id, want)
        await self._join(id, await ids(self.region.names, GROUPS, want.properties.get("groups") or []))

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        if old.get("groups") != new.get("groups"):
            await self.learn([old])
            was = {self.region.names.known(GROUPS, one) for one in old.get("groups") or ()}
            wanted = set(await ids(self.region.names, GROUPS, new.get("groups") or []))
            await self._join(subject.physical_id, wanted - was)
            await asyncio.gather(*(self._leave(subject.physical_id, one) for one in was - wanted))
        return await super().update(subject, old, new)

    async def _join(self, id: str, groups: Collection[str]) -> None:
        await asyncio.gather(
            *(self.service.send("PUT", f"groups/{one}/users/{id}", is_item=False) for one in groups)
        )

    async def _leave(self, id: str, group: str) -> None:
        with suppress(NotFound):
            await self.service.delete(f"groups/{group}/users/{id}")


DRIVER = User
