"""What Barbican's three types of containers share. A container only refers to secrets, and is claimed by a consumer.

Consumers are there to say who uses one; ours bears the token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.barbican.barbican import BarbicanDriver, last_part
from setpoint.clouds.openstack.rest.carrier import METADATA_KEY, PREFIX
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain


class Container(BarbicanDriver):
    """A container whose secrets have names that its type knows: ``<name>_ref`` is the property."""

    path, many, ref = "containers", "containers", "container_ref"
    takes_any = True
    type: ClassVar[str]
    """What Barbican calls its kind."""
    holds: ClassVar[tuple[str, ...]] = ()
    """The names of the secrets that it can hold."""
    fields = (Field("name"),)

    def refs(self, wanted: Mapping[str, Plain]) -> dict[str, str]:
        """The addresses of the secrets that are wanted in it, by their names."""
        found = {name: wanted.get(f"{name}_ref") for name in self.holds}
        return {name: str(ref) for name, ref in found.items() if ref is not None}

    # ---- looking

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.attributes`."""
        others = [one for one in shown.get("consumers") or () if one["name"] != METADATA_KEY]
        bare = {**shown, "consumers": others}
        return {**super().attributes(bare, wanted), "secret_refs": held(shown)}

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        refs = held(shown)
        there = {
            f"{name}_ref": refs.get(name) for name in self.holds if wanted.get(f"{name}_ref") is not None
        }
        return super().seen(shown, wanted) | there

    # ---- making

    async def create(self, want: Want, token: str) -> Outcome:
        """Make one, and claim it."""
        refs = [{"name": name, "secret_ref": ref} for name, ref in self.refs(want.properties).items()]
        body = {**await self.body(want), "type": self.type, "secret_refs": refs}
        made = await self.service.post(self.path, body)
        return await self._claimed(made[self.ref], token, want)

    async def _claimed(self, ref: str, token: str, want: Want) -> Outcome:
        body = {"name": METADATA_KEY, "URL": PREFIX + token}
        shown = await self.service.post(f"{self.address(ref)}/consumers", body, is_item=True)
        return await self.settled(ref, shown, want.properties)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for the one that is claimed with the token, else for one like it that nobody claims."""
        name = str(want.properties.get("name") or want.name)
        named = [one for one in await self.listed(name=name, type=self.type) if one["name"] == name]
        for one in named:
            if _claim(one) == token:
                return await self.settled(self.id_of(one), one, want.properties)
        for one in named:
            is_like = _parts(held(one)) == _parts(self.refs(want.properties))
            if not _claim(one) and is_like and await self.is_ours(one):
                return await self._claimed(self.id_of(one), token, want)
        return None


def held(shown: Mapping[str, Any]) -> dict[str, str]:
    """The addresses of the secrets in it, by their names."""
    return {str(one["name"]): str(one["secret_ref"]) for one in shown["secret_refs"]}


def _parts(refs: Mapping[str, str]) -> dict[str, str]:
    return {name: last_part(ref) for name, ref in refs.items()}


def _claim(shown: Shown) -> str:
    """The token of whoever claims it; "" where nobody does."""
    ours = (str(one["URL"]) for one in shown.get("consumers") or () if one["name"] == METADATA_KEY)
    return next(ours, "").removeprefix(PREFIX)
