"""Users and groups: who is there, and which roles that one is to have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.keystone.grants import Grants
from setpoint.clouds.openstack.drivers.keystone.keystone import KeystoneDriver
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

ROLES_HELD = "roles of ours"
"""The key in a document under which those roles are that it is to have and has, where somebody looked."""


class Granted(KeystoneDriver):
    """Something with ``roles``. They are given when it is there."""

    def __init__(self, kind: ResourceKind, region: Region) -> None:
        """See :meth:`RestDriver.__init__`."""
        super().__init__(kind, region)
        self.grants = Grants(region, self.one)

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        yield from super().words(wanted)
        yield from self.grants.words(wanted.get("roles"))

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`; roles cost a call for each that has some, or for each place they are on."""
        found = await super().look(subjects)
        there = [one for one in subjects if one.physical_id in found]
        await self.learn([one.properties for one in there])
        roles = {one.physical_id: one.properties["roles"] for one in there if one.properties.get("roles")}
        held = await self.grants.held(roles)
        return {key: {**one, ROLES_HELD: held[key]} if key in held else one for key, one in found.items()}

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.attributes`."""
        return super().attributes({key: one for key, one in shown.items() if key != ROLES_HELD}, wanted)

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        held = {"roles": shown[ROLES_HELD]} if ROLES_HELD in shown else {}
        return super().seen(shown, wanted) | held

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`. A role that is not there is told of before anything is made."""
        await self.grants.wanted(want.properties.get("roles"))
        return await super().body(want)

    def leaves(self, want: Want) -> bool:
        """See :meth:`RestDriver.leaves`."""
        return bool(want.properties.get("roles"))

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        await self.grants.give(id, await self.grants.wanted(want.properties.get("roles")))

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        if old.get("roles") != new.get("roles"):
            await self.learn([old])
            had = {self.grants.known(one) for one in old.get("roles") or ()}
            wanted = await self.grants.wanted(new.get("roles"))
            await self.grants.give(subject.physical_id, wanted - had)
            await self.grants.take(subject.physical_id, had - wanted)
        return await super().update(subject, old, new)
