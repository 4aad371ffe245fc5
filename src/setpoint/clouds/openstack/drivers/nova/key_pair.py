"""``OS::Nova::KeyPair``: a key for servers, known by its name."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import ClassVar

import msgspec

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.drivers.nova import keys
from setpoint.clouds.openstack.drivers.nova.nova import USERS, NovaDriver
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import FEW, Shown
from setpoint.model.errors import NotFound
from setpoint.model.observation import Done, Observation, Outcome, Ready
from setpoint.model.value import Plain, reveal


class KeyPair(NovaDriver):
    """A key pair. One is looked for by its name, and known by its public key: that says who made it, and when."""

    path, one, many = "os-keypairs", "keypair", "keypairs"
    is_findable = True
    fields = (Field("name", updates=False), Field("type", updates=False))

    imports = True
    usual: ClassVar[Mapping[str, Plain]] = {"type": "ssh"}

    # ---- looking

    async def everything(self) -> Sequence[Shown]:
        """See :meth:`Told.everything`."""
        return [one[self.one] for one in await self.service.pages(self.path, self.many)]

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`."""
        return {**super().told(shown), "public_key": str(shown["public_key"])}

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """See :meth:`RestDriver.observe`; each user's are looked at by themselves, for names are theirs."""
        by_user: dict[str, list[Subject]] = {}
        for one in subjects:
            by_user.setdefault(one.properties.get("user") or "", []).append(one)
        seen: dict[str, Observation] = {}
        for several in by_user.values():
            seen.update(await super().observe(several, facts))
        return seen

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`; all of ``subjects`` are of one user."""
        whose = await self._whose(subjects[0].properties)
        names = sorted({one.physical_id for one in subjects})
        if len(names) > FEW:
            listed = await self.service.pages(self.path, self.many, **whose)
            found = [one[self.one] for one in listed]
        else:
            found = [one for one in [await self._shown(name, whose) for name in names] if one is not None]
        return {one["name"]: one for one in found}

    async def _whose(self, properties: Mapping[str, Plain]) -> dict[str, str]:
        """The query that names the user whose they are, where that is not ourselves."""
        user = properties.get("user")
        return {"user_id": await self.region.names.id(USERS, user)} if user else {}

    async def _shown(self, name: str, whose: Mapping[str, str]) -> Shown | None:
        try:
            return self.opened(await self.service.get(self.address(name), **whose))
        except NotFound:
            return None

    def observed(self, subject: Subject, shown: Shown | None, facts: Facts) -> Observation:
        """See :meth:`RestDriver.observed`; the private key is nowhere but in the record."""
        seen = super().observed(subject, shown, facts)
        if not isinstance(seen, Ready):
            return seen
        private = {"private_key": reveal(subject.attributes.get("private_key")) or ""}
        return msgspec.structs.replace(seen, attributes={**seen.attributes, **private})

    def id_of(self, shown: Shown) -> str:
        """Its name."""
        return str(shown["name"])

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`; a key may be wanted with a line's end."""
        found = super().seen(shown, wanted)
        public = wanted.get("public_key")
        if public:
            same = str(public).strip() == str(shown["public_key"]).strip()
            found["public_key"] = public if same else shown["public_key"]
        return found

    # ---- making

    async def create(self, want: Want, token: str) -> Outcome:
        """Import a key, or one that is made here."""
        body = await self.body(want)
        whose = await self._whose(want.properties)
        private = ""
        if want.properties.get("public_key"):
            body["public_key"] = want.properties["public_key"]
        else:
            pair = await self._made(want, token, whose.get("user_id", ""))
            body["public_key"], private = pair.public, pair.private
        answer = await self.service.post(self.path, {self.one: {**body, **whose}})
        return self._done(self.opened(answer), want, private)

    async def _made(self, want: Want, token: str, user: str) -> keys.KeyPair:
        """A new pair; that takes a while, for which others are not held up."""
        if want.properties.get("type") != "x509":
            return await asyncio.to_thread(keys.ssh_pair, token)
        user = user or (await self.region.connection.identity()).user
        return await asyncio.to_thread(keys.certificate, token, user)

    def _done(self, shown: Shown, want: Want, private: str) -> Done:
        kept = private if want.properties.get("save_private_key") else ""
        attributes = {**self.attributes(shown, want.properties), "private_key": kept}
        return Done(self.id_of(shown), attributes, self.seen(shown, want.properties))

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for it by its name.

        One that was made here and whose private key is wanted is of no use when that is lost: it goes, and another is
        made in its place.
        """
        whose = await self._whose(want.properties)
        shown = await self._shown(str(want.properties["name"]), whose)
        if shown is None:
            return None
        public = want.properties.get("public_key")
        if public:
            is_it = str(public).strip() == str(shown["public_key"]).strip()
            return self._done(shown, want, "") if is_it else None
        if keys.token_of(shown["public_key"]) != token:
            return None
        if not want.properties.get("save_private_key"):
            return self._done(shown, want, "")
        with suppress(NotFound):
            await self.service.delete(self.address(shown["name"]), **whose)
        return None

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`."""
        await self.service.delete(self.address(subject.physical_id), **await self._whose(subject.properties))
        return Done(subject.physical_id)


DRIVER = KeyPair
