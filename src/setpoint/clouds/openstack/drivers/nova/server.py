"""``OS::Nova::Server``: a server."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORKS
from setpoint.clouds.openstack.drivers.nova.nova import COMPUTE, FLAVORS, IMAGES
from setpoint.clouds.openstack.rest.carrier import Tag
from setpoint.clouds.openstack.rest.driver import RestDriver, Shown
from setpoint.clouds.openstack.rest.field import Field
from setpoint.model.value import Plain


class Server(RestDriver):
    """A server."""

    api = COMPUTE
    path, one, many = "servers", "server", "servers"
    carrier = Tag()
    waits = True
    goes_slowly = True
    working = frozenset({"BUILD", "REBUILD", "RESIZE", "REBOOT", "HARD_REBOOT", "MIGRATING", "PASSWORD"})
    gone = frozenset({"DELETED", "SOFT_DELETED"})
    fields = (
        Field("name"),
        Field("flavor", "flavorRef", FLAVORS, updates=False),
        Field("image", "imageRef", IMAGES, updates=False),
        Field("key_name", updates=False),
        Field("availability_zone", updates=False),
        Field("metadata", updates=False),
        Field("config_drive", updates=False),
    )

    def pending(self, shown: Shown) -> str:
        """While it is at work on anything. The answer to a create shows no status at all."""
        if "status" not in shown:
            return "BUILD"
        return super().pending(shown) or str(shown.get("OS-EXT-STS:task_state") or "")

    async def list_of(self, ids: set[str]) -> Sequence[Shown]:
        """See :meth:`RestDriver.list_of`."""
        return await self.service.pages("servers/detail", self.many, limit=1000)

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        body = await super().body(want)
        wanted = want.properties
        if wanted.get("user_data"):
            body["user_data"] = base64.b64encode(str(wanted["user_data"]).encode()).decode()
        if wanted.get("tags"):
            body["tags"] = list(wanted["tags"])
        body["networks"] = await self._networks(wanted.get("networks"))
        return body

    async def _networks(self, entries: Sequence[Mapping[str, Any]] | None) -> Plain:
        if entries is None:
            return "auto"
        found: list[dict[str, Any]] = []
        for entry in entries:
            if entry.get("port"):
                found.append({"port": entry["port"]})
            else:
                told = {"uuid": await self.region.names.id(NETWORKS, entry["network"])}
                found.append(told | ({"fixed_ip": entry["fixed_ip"]} if entry.get("fixed_ip") else {}))
        return found


DRIVER = Server
