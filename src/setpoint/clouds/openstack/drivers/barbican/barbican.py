"""What Barbican's types share: a thing is known by its address, as everybody refers to it, and nothing of it changes.

A create carries no token. So what is made is claimed by a call of its own, and what a lost answer left is that which
is in everything as it was wanted, was made by ourselves, and is claimed by nobody. Follows the Key Manager API v1.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from setpoint.clouds.driver import Subject
from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.rest.carrier import METADATA_KEY
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.clouds.openstack.rest.looking import FEW, Shown
from setpoint.model.errors import Conflict, NotFound
from setpoint.model.value import Plain

KEY_MANAGER = Api("key-manager", "v1")

PAGE = 100
"""How many are listed at once: as many as Barbican gives unless its operator says otherwise."""


class BarbicanDriver(RestDriver):
    """One collection of the key manager. Physical ids are addresses, as in Heat."""

    api = KEY_MANAGER
    one = ""
    found_by = "a claim, made by a call of its own"
    ref: ClassVar[str]
    """The key under which a thing shows its address: ``secret_ref``."""
    working = frozenset({"PENDING"})

    @property
    def is_findable(self) -> bool:
        """By what it is, and whose."""
        return True

    # ---- looking

    def id_of(self, shown: Shown) -> str:
        """See :meth:`RestDriver.id_of`."""
        return str(shown[self.ref])

    def address(self, id: str) -> str:
        """See :meth:`RestDriver.address`. Whatever its host is called, it is asked where the catalogue says."""
        return f"{self.path}/{last_part(id)}"

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`."""
        wanted = {last_part(one.physical_id): one.physical_id for one in subjects}
        if len(wanted) <= FEW:
            found: Sequence[Shown | None] = await asyncio.gather(*map(self.shown, wanted.values()))
        else:
            found = await self.listed()
        there = {last_part(self.id_of(one)): one for one in found if one is not None}
        return {ref: there[part] for part, ref in wanted.items() if part in there}

    async def listed(self, **query: Any) -> list[dict[str, Any]]:
        """Those that there are."""
        return await self.service.pages(self.path, self.many, limit=PAGE, **query)

    def trouble(self, shown: Shown) -> str:
        """See :meth:`RestDriver.trouble`."""
        told = super().trouble(shown)
        code, why = shown.get("error_status_code"), shown.get("error_reason")
        return f"{told}: {code} {why}" if told and why else told

    # ---- claiming

    async def is_ours(self, shown: Shown) -> bool:
        """Whether we may have made it, as far as it says who did."""
        mine = (await self.region.connection.identity()).user
        return shown.get("creator_id") in (None, mine)

    async def claimed(self, secret: str) -> str:
        """The token of whoever claims a secret; "" where nobody does."""
        try:
            body = await self.service.get(f"secrets/{last_part(secret)}/metadata")
        except NotFound:
            return ""
        return str(body["metadata"].get(METADATA_KEY, ""))

    async def claim(self, secret: str, token: str) -> bool:
        """Claim a secret; whether it is ours then. Safe to repeat."""
        body = {"key": METADATA_KEY, "value": token}
        try:
            await self.service.post(f"secrets/{last_part(secret)}/metadata", body, is_item=True)
        except Conflict:
            return await self.claimed(secret) == token
        return True

    async def payload(self, secret: str) -> str | None:
        """What a secret holds; None where that is nothing, or nothing any more."""
        try:
            answer = await self.service.send(
                "GET", f"secrets/{last_part(secret)}/payload", headers={"Accept": "*/*"}
            )
        except NotFound:
            return None
        return as_text(answer.content)


def last_part(ref: str) -> str:
    """The id at the end of an address."""
    return ref.rstrip("/").rpartition("/")[2]


def as_text(content: bytes) -> str:
    """A secret as text: in base64 where it is none."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return base64.b64encode(content).decode()


def same_time(wanted: Plain, shown: Plain) -> Plain:
    """``wanted`` where ``shown``, which has no zone and seconds only, is the same time."""
    try:
        return wanted if _time(wanted) == _time(shown) else shown
    except ValueError:
        return shown


def _time(told: Plain) -> datetime:
    read = datetime.fromisoformat(str(told).strip())
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
