"""Roles that somebody else's user or group is given: a thing of ours only, which Keystone knows as so many grants.

Its physical id is its token. It is there while any of its grants is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.drivers.keystone.grants import Grants
from setpoint.clouds.openstack.drivers.keystone.keystone import KeystoneDriver
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Done, Gone, Observation, Outcome
from setpoint.model.value import Plain


class Assignment(KeystoneDriver):
    """Roles of one user, or group: the property ``one`` names it."""

    path = many = "role_assignments"
    carrier = None
    things: ClassVar[Things]
    """What kind of thing is given roles."""

    def __init__(self, kind: ResourceKind, region: Region) -> None:
        """See :meth:`RestDriver.__init__`."""
        super().__init__(kind, region)
        self.grants = Grants(region, self.one)
        self.fields = (Field(self.one, things=self.things),)  # type: ignore[misc]

    @property
    def is_findable(self) -> bool:
        """By what it is."""
        return True

    # ---- looking

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        yield from super().words(wanted)
        yield from self.grants.words(wanted.get("roles"))

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`."""
        await self.learn([one.properties for one in subjects])
        roles: dict[str, list[Plain]] = {}
        for one in subjects:
            roles.setdefault(self._whose(one.properties), []).extend(one.properties.get("roles") or ())
        held = await self.grants.held({actor: several for actor, several in roles.items() if several})
        return {one.physical_id: self._shown(one, held) for one in subjects}

    def _whose(self, wanted: Mapping[str, Plain]) -> str:
        return self.region.names.known(self.things, str(wanted[self.one]))

    def _shown(self, subject: Subject, held: Mapping[str, Sequence[Plain]]) -> Shown:
        whose = self._whose(subject.properties)
        there = [one for one in subject.properties.get("roles") or () if one in held.get(whose, ())]
        return {self.one: whose, "roles": there}

    def observed(self, subject: Subject, shown: Shown | None, facts: Facts) -> Observation:
        """See :meth:`RestDriver.observed`."""
        is_gone = subject.properties.get("roles") and not (shown and shown["roles"])
        return Gone() if is_gone else super().observed(subject, shown, facts)

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        roles = {"roles": shown["roles"]} if wanted.get("roles") is not None else {}
        return super().seen(shown, wanted) | roles

    # ---- making and changing

    async def create(self, want: Want, token: str) -> Outcome:
        """Give what is missing."""
        whose, roles = await self._actor(want.properties), want.properties.get("roles") or []
        wanted = await self.grants.wanted(roles)
        held = await self._held(whose, roles)
        await self.grants.give(whose, wanted - {self.grants.known(one) for one in held})
        return self._done(token, whose, want.properties)

    async def _actor(self, wanted: Mapping[str, Plain]) -> str:
        return await self.region.names.id(self.things, str(wanted[self.one]))

    async def _held(self, whose: str, roles: Sequence[Plain]) -> Sequence[Plain]:
        return (await self.grants.held({whose: roles}))[whose] if roles else []

    def _done(self, id: str, whose: str, wanted: Mapping[str, Plain]) -> Done:
        shown = {self.one: whose, "roles": list(wanted.get("roles") or ())}
        return Done(id, self.attributes(shown, wanted), self.seen(shown, wanted))

    async def find(self, token: str, want: Want) -> Outcome | None:
        """It is there when all of its grants are; else giving them once more does no harm."""
        await self.learn([want.properties])
        whose, roles = self._whose(want.properties), want.properties.get("roles") or []
        is_there = bool(roles) and await self._held(whose, roles) == roles
        return self._done(token, whose, want.properties) if is_there else None

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Give what is new, then take what is not wanted any more; of another than before, all of it."""
        await self.learn([old])
        before, whose = self._whose(old), await self._actor(new)
        had = {self.grants.known(one) for one in old.get("roles") or ()}
        wanted = await self.grants.wanted(new.get("roles"))
        kept = had & wanted if before == whose else set()
        await self.grants.give(whose, wanted - kept)
        await self.grants.take(before, had - kept)
        return self._done(subject.physical_id, whose, new)

    async def delete(self, subject: Subject) -> Outcome:
        """Take all of it back."""
        await self.learn([subject.properties])
        grants = [self.grants.known(one) for one in subject.properties.get("roles") or ()]
        await self.grants.take(self._whose(subject.properties), grants)
        return Done(subject.physical_id)
