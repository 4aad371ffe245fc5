"""``OS::Barbican::Order``: keys that Barbican is to make.

What an order made belongs to it: it is claimed when it is there, and goes with the order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.barbican.barbican import BarbicanDriver, last_part, same_time
from setpoint.clouds.openstack.rest.driver import FINISH
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.observation import Accepted, Done, Outcome
from setpoint.model.value import Plain, reveal

MATERIAL = ("public_key", "private_key", "certificate", "intermediates")
"""What a container holds that was ordered, by the names that both call it by."""

HELD = "material of ours"
"""The key in a document under which that is, in clear."""

PASS_PHRASE = "passphrase"
"""What Barbican calls the pass phrase; its own client calls it otherwise, and then it is not used."""


class Order(BarbicanDriver):
    """An order. What is ordered is its ``meta``."""

    path, many, ref = "orders", "orders", "order_ref"
    waits = True
    is_shown_alike = False  # a secret, and what orders one, may be its user's alone
    fields = (
        Field("name"),
        Field("algorithm"),
        Field("bit_length"),
        Field("mode"),
        Field("expiration", out=lambda told: told or None, told=same_time),
        Field("payload_content_type"),
        Field("pass_phrase", PASS_PHRASE, reads=False),
        Field("request_type"),
        Field("subject_dn"),
        Field("source_container_ref", "container_ref"),
        Field("ca_id"),
        Field("profile"),
        Field("request_data"),
    )

    # ---- looking

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`; keys never change, so those that are recorded are not asked for."""
        found = dict(await super().look(subjects))
        for one in subjects:
            shown = found.get(one.physical_id)
            if shown is not None and shown.get("container_ref"):
                recorded = {name: reveal(one.attributes.get(name)) for name in MATERIAL}
                held = recorded if recorded["private_key"] else await self._held(shown)
                found[one.physical_id] = {**shown, HELD: held}
        return found

    async def whole(self, found: Mapping[str, Shown]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.whole`."""
        return {
            key: {**one, HELD: await self._held(one)} if one.get("container_ref") and HELD not in one else one
            for key, one in found.items()
        }

    async def _held(self, shown: Shown) -> dict[str, str | None]:
        """The keys that were made for it."""
        refs = await self._refs(shown)
        there = [name for name in MATERIAL if name in refs]
        payloads = await asyncio.gather(*(self.payload(refs[name]) for name in there))
        return dict(zip(there, payloads, strict=True))

    async def _refs(self, shown: Shown) -> dict[str, str]:
        """The addresses of the secrets that were made for it, by their names."""
        if shown.get("secret_ref"):
            return {"": str(shown["secret_ref"])}
        if not shown.get("container_ref"):
            return {}
        try:
            container = await self.service.get(_container(shown))
        except NotFound:
            return {}
        return {str(one["name"]): str(one["secret_ref"]) for one in container["secret_refs"]}

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.attributes`."""
        meta = {key: value for key, value in shown["meta"].items() if key != PASS_PHRASE}
        bare = {**{key: value for key, value in shown.items() if key != HELD}, "meta": meta}
        refs = {"secret_ref": None, "container_ref": None}
        held = shown.get(HELD) or {}
        return {**refs, **super().attributes(bare, wanted), **{name: held.get(name) for name in MATERIAL}}

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        return {"type": shown["type"], **super().seen(shown["meta"], wanted)}

    # ---- making

    async def create(self, want: Want, token: str) -> Outcome:
        """Order it. What comes of it is claimed when it is there."""
        body: Plain = {"type": want.properties["type"], "meta": await self.body(want)}
        made = await self.service.post(self.path, body)
        return Accepted(str(made[self.ref]), FINISH)

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """Claim what was made."""
        shown = await self.service_shows(subject)
        secret = await self._claimable(shown)
        if secret and not await self.claim(secret, subject.token):
            raise ResourceError(
                Diagnostic(
                    "key-manager: what was ordered here is taken by another resource of the same name",
                    advice="have it made anew: another `up` does that",
                )
            )
        return await self.settled(subject.physical_id, shown, want.properties)

    async def _claimable(self, shown: Shown) -> str:
        """The secret whose claim counts for all that was made; "" where nothing was."""
        refs = await self._refs(shown)
        return refs.get("private_key") or next(iter(refs.values()), "")

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for the one that is claimed with the token, else for one like it that nobody claims."""
        wanted = {**want.properties, "name": want.properties.get("name") or want.name}
        alike = [one for one in await self.listed() if await self._is_like(one, wanted)]
        secrets = await asyncio.gather(*(self._claimable(one) for one in alike))
        claims = await asyncio.gather(*(self._claim_of(one) for one in secrets))
        for sought in (token, ""):
            for one, claim in zip(alike, claims, strict=True):
                if claim == sought:
                    return Accepted(self.id_of(one), FINISH)
        return None

    async def _claim_of(self, secret: str) -> str:
        return await self.claimed(secret) if secret else ""

    async def _is_like(self, shown: Shown, wanted: Mapping[str, Plain]) -> bool:
        """Whether it is one of ours, as this one is wanted, and works or may come to."""
        if self.trouble(shown) or not await self.is_ours(shown):
            return False
        seen = self.seen(shown, wanted)
        given = {name for name, value in wanted.items() if value is not None} - {"pass_phrase"}
        return given <= seen.keys() and all(wanted[name] == seen[name] for name in given)

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """Remove what was made, and last what tells of it."""
        shown = await self.service_shows(subject)
        refs = await self._refs(shown)
        if shown.get("container_ref"):
            await self._remove(_container(shown))
        for ref in refs.values():
            await self._remove(f"secrets/{last_part(ref)}")
        await self.service.delete(self.address(subject.physical_id))
        return Done(subject.physical_id)

    async def _remove(self, path: str) -> None:
        with suppress(NotFound):
            await self.service.delete(path)


def _container(shown: Mapping[str, Any]) -> str:
    return f"containers/{last_part(str(shown['container_ref']))}"


DRIVER = Order
