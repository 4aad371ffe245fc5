"""``OS::Barbican::Secret``: something that is kept secret.

One is made empty, claimed, and then filled. So what a lost answer left holds nothing, and can be taken for ours.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping, Sequence
from typing import Any

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.barbican.barbican import (
    BarbicanDriver,
    as_text,
    same_time,
)
from setpoint.clouds.openstack.rest.driver import FINISH
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, ResourceError
from setpoint.model.observation import Accepted, Outcome
from setpoint.model.value import Plain

PAYLOAD = "payload of ours"
"""The key in a document under which that is which it holds, where nobody here has told it."""

TRIES = 3
"""How often another one is made where somebody else took what was made, which hardly ever happens once."""


class Secret(BarbicanDriver):
    """A secret."""

    path, many, ref = "secrets", "secrets", "secret_ref"
    fields = (
        Field("name"),
        Field("algorithm"),
        Field("bit_length"),
        Field("mode"),
        Field("expiration", out=lambda told: told or None, told=same_time),
        Field("secret_type"),
    )

    # ---- looking

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`; what others have put into those that were to be empty is asked for."""
        found = dict(await super().look(subjects))
        empty = {one.physical_id for one in subjects if one.properties.get("payload") is None}
        filled = [one for one in found if one in empty and found[one].get("content_types")]
        for one, told in zip(filled, await asyncio.gather(*map(self.payload, filled)), strict=True):
            found[one] = {**found[one], PAYLOAD: told}
        return found

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.attributes`."""
        bare = {key: value for key, value in shown.items() if key != PAYLOAD}
        told = as_text(_bytes(wanted)) if wanted.get("payload") is not None else shown.get(PAYLOAD)
        return {**super().attributes(bare, wanted), "decrypted_payload": told}

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`; that it holds nothing shows, but not what it holds."""
        found = super().seen(shown, wanted)
        kind = (shown.get("content_types") or {}).get("default")
        if wanted.get("payload_content_type") is not None:
            found["payload_content_type"] = kind
        if wanted.get("payload") is not None and kind is None:
            found["payload"] = None
        return found

    # ---- making

    async def create(self, want: Want, token: str) -> Outcome:
        """Make one, claim it, and fill it. One that cannot be filled goes again."""
        body = await self.body(want)
        for _again in range(TRIES):
            ref = str((await self.service.post(self.path, body))[self.ref])
            if await self.claim(ref, token):
                try:
                    await self._fill(ref, want.properties)
                except ResourceError:
                    await self.service.delete(self.address(ref))
                    raise
                return await self.settled(ref, await self.service_shows(Subject(ref, "")), want.properties)
        raise Conflict(Diagnostic("key-manager: whatever secret is made here is taken by somebody else"))

    async def finish(self, id: str, want: Want) -> None:
        """Fill it, where it is empty."""
        if not (await self.service_shows(Subject(id, ""))).get("content_types"):
            await self._fill(id, want.properties)

    async def _fill(self, id: str, wanted: Mapping[str, Plain]) -> None:
        if wanted.get("payload") is not None:
            told = {"Content-Type": wanted.get("payload_content_type") or "text/plain"}
            await self.service.send("PUT", self.address(id), headers=told, content=_bytes(wanted))

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for the one that is claimed with the token, else for an empty one that nobody claims."""
        name = str(want.properties.get("name") or want.name)
        named = [one for one in await self.listed(name=name) if one["name"] == name]
        claims = await asyncio.gather(*(self.claimed(self.id_of(one)) for one in named))
        for one, claim in zip(named, claims, strict=True):
            if claim == token:
                return Accepted(self.id_of(one), FINISH)
        for one, claim in zip(named, claims, strict=True):
            is_free = not claim and not one.get("content_types") and await self._is_like(one, want)
            if is_free and await self.claim(self.id_of(one), token):
                return Accepted(self.id_of(one), FINISH)
        return None

    async def _is_like(self, shown: Shown, want: Want) -> bool:
        """Whether it is one of ours, as this one is wanted."""
        seen = self.seen(shown, {**want.properties, "payload": None, "payload_content_type": None})
        return await self.is_ours(shown) and all(want.properties[key] == one for key, one in seen.items())


def _bytes(wanted: Mapping[str, Any]) -> bytes:
    """What it is to hold."""
    told = str(wanted["payload"])
    if wanted.get("payload_content_encoding") == "base64":
        return base64.b64decode(told)
    return told.encode()


DRIVER = Secret
