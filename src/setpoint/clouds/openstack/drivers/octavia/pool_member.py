"""``OS::Octavia::PoolMember``: one of those that a pool sends to."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence

from setpoint.clouds.driver import Existing, Subject, Want
from setpoint.clouds.openstack.drivers.neutron.neutron import SUBNETS
from setpoint.clouds.openstack.drivers.octavia.octavia import POOLS, OctaviaNestedDriver
from setpoint.clouds.openstack.rest.carrier import PREFIX
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain


class PoolMember(OctaviaNestedDriver):
    """A member of a pool."""

    above, parent = POOLS, "pool"
    path, one, many = "members", "member", "members"
    fields = (
        Field("address", updates=False),
        Field("protocol_port", updates=False),
        Field("subnet", "subnet_id", SUBNETS, updates=False),
        Field("monitor_address", updates=False),
        Field("monitor_port", updates=False),
        Field("weight"),
        Field("admin_state_up"),
        Field("tags"),
    )

    imports = True

    async def existing(self, ids: Collection[str] | None = None) -> Sequence[Existing]:
        """See :meth:`Told.existing`; they are listed pool by pool."""
        return [one for one in await super().existing() if ids is None or one.physical_id in ids]

    async def everything(self) -> Sequence[Shown]:
        """See :meth:`Told.everything`."""
        pools = [str(one["id"]) for one in await self.service.pages(POOLS.path, POOLS.key)]
        lists = await asyncio.gather(
            *(self.service.pages(f"{POOLS.path}/{pool}/{self.path}", self.many) for pool in pools)
        )
        return [
            {**one, "pool_id": pool} for pool, members in zip(pools, lists, strict=True) for one in members
        ]

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`."""
        return {**super().told(shown), "pool": shown["pool_id"], "tags": list(self.tags(shown)) or None}

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`; it is called like its resource, as members have no name of their own."""
        return {**await super().body(want), "name": want.name}

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`. Tags are given whole, and the token is one of them."""
        if (old.get("tags") or []) != (new.get("tags") or []):
            new = {**new, "tags": [*(new.get("tags") or ()), PREFIX + subject.token]}
        return await super().update(subject, old, new)

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        tags = [tag for tag in shown.get("tags") or () if not str(tag).startswith(PREFIX)]
        return super().seen({**shown, "tags": tags}, wanted)


DRIVER = PoolMember
