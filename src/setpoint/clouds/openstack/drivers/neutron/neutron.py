"""What Neutron's types share: lists by ids, tags in a call of their own, and whatever ``value_specs`` say.

Follows the Networking API v2.0.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.carrier import PREFIX, Carrier, Description
from setpoint.clouds.openstack.rest.driver import RestDriver, Shown
from setpoint.clouds.openstack.rest.field import in_order_of
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

NETWORK = Api("network", "v2.0")

NETWORKS = Things(NETWORK, "networks", "networks", "network")
SUBNETS = Things(NETWORK, "subnets", "subnets", "subnet")
SUBNET_POOLS = Things(NETWORK, "subnetpools", "subnetpools", "subnet pool")
PORTS = Things(NETWORK, "ports", "ports", "port")
ROUTERS = Things(NETWORK, "routers", "routers", "router")
SECURITY_GROUPS = Things(NETWORK, "security-groups", "security_groups", "security group", mine=True)
QOS_POLICIES = Things(NETWORK, "qos/policies", "policies", "QoS policy")
ADDRESS_SCOPES = Things(NETWORK, "address-scopes", "address_scopes", "address scope")
SEGMENTS = Things(NETWORK, "segments", "segments", "segment")

CHUNK = 100
"""How many ids one list call asks for: their addresses have some 4 KB then, which every server takes."""


class NeutronDriver(RestDriver):
    """One collection of the networking service."""

    api = NETWORK
    carrier: ClassVar[Carrier | None] = Description()
    working = frozenset({"BUILD"})
    broken = frozenset({"ERROR"})

    # ---- looking

    async def list_of(self, ids: set[str]) -> Sequence[Shown]:
        """See :meth:`RestDriver.list_of`."""
        ordered = sorted(ids)
        chunks = [ordered[at : at + CHUNK] for at in range(0, len(ordered), CHUNK)]
        lists = await asyncio.gather(
            *(self.service.pages(self.path, self.many, id=chunk) for chunk in chunks)
        )
        return [one for several in lists for one in several]

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        found = super().seen(shown, wanted)
        if wanted.get("tags") is not None and "tags" in shown:
            mine = [tag for tag in shown["tags"] if not tag.startswith(PREFIX)]
            found["tags"] = in_order_of(wanted["tags"], mine)
        return found

    # ---- making

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        return {**await super().body(want), **(want.properties.get("value_specs") or {})}

    def leaves(self, want: Want) -> bool:
        """Tags are given in a call of their own."""
        return bool(want.properties.get("tags"))

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        await self.tag(id, want.properties.get("tags") or [])

    async def tag(self, id: str, tags: Sequence[str]) -> None:
        """Give it these tags, and no others."""
        await self.service.put(f"{self.path}/{id}/tags", {"tags": list(tags)})

    # ---- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        if (old.get("tags") or []) != (new.get("tags") or []):
            await self.tag(subject.physical_id, new.get("tags") or [])
        return await super().update(subject, old, new)

    async def changes(self, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.changes`."""
        before, after = old.get("value_specs") or {}, new.get("value_specs") or {}
        specs = {key: value for key, value in after.items() if before.get(key) != value}
        return {**await super().changes(old, new), **specs}


def without_none(entries: Any) -> Any:
    """Maps in a list without what is not given: Neutron takes no null for it."""
    return [{key: value for key, value in entry.items() if value is not None} for entry in entries]
