"""What tests of drivers stand on, made on the real cloud by plain calls, and removed after each test."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

from setpoint.certify.led import Examples, Led
from setpoint.clouds.openstack.client.service import Api, Service
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.model.errors import Conflict, NotFound, ResourceError, Retry
from setpoint.model.observation import Pending

NETWORK = Api("network", "v2.0")
COMPUTE = Api("compute", "v2.1", microversion="2.96")
IDENTITY = Api("identity", "v3")
IMAGE = Api("image", "v2")
VOLUME = Api("block-storage", "v3")


class Ground:
    """Plain calls to one cloud's services; what they make goes at the end, the youngest first."""

    def __init__(self, cloud: OpenStackCloud) -> None:
        self.cloud = cloud
        self.later = AsyncExitStack()
        self.mark = f"t{uuid.uuid4().hex[:6]}"
        """In names, so that tests that run at the same time do not meet."""

    def service(self, api: Api) -> Service:
        return self.cloud.region.service(api)

    @property
    def neutron(self) -> Service:
        return self.service(NETWORK)

    @property
    def nova(self) -> Service:
        return self.service(COMPUTE)

    def lead(self, type: str, /, **properties: Any) -> Led:
        """A resource that is removed at the end, should the test not do it."""
        driver = self.cloud.driver(type)
        assert driver is not None
        one = Led(driver, Examples(wanted={}, patience=300, pause=0.2), properties)
        self.later.push_async_callback(_removed, one)
        return one

    async def make(self, api: Api, path: str, key: str, **body: Any) -> dict[str, Any]:
        """Make something, which is removed at the end."""
        service = self.service(api)
        made: dict[str, Any] = await service.post(path, {key: body} if key else body)
        one: dict[str, Any] = made[key] if key else made
        self.later.push_async_callback(patiently, lambda: service.delete(f"{path}/{one['id']}"))
        return one

    async def until(self, api: Api, path: str, key: str, **satisfies: Any) -> dict[str, Any]:
        """Wait until what is at ``path`` is so."""
        async with asyncio.timeout(180):
            while True:
                one: dict[str, Any] = (await self.service(api).get(path))[key]
                if satisfies.items() <= one.items():
                    return one
                await asyncio.sleep(0.5)

    async def network(self, name: str = "net", cidr: str = "10.9.0.0/24") -> tuple[str, str]:
        """A network and a subnet on it: their ids. Both are called ``<mark>-<name>``."""
        called = f"{self.mark}-{name}"
        net = await self.make(NETWORK, "networks", "network", name=called)
        told = {"network_id": net["id"], "cidr": cidr, "ip_version": 4, "name": called}
        subnet = await self.make(NETWORK, "subnets", "subnet", **told)
        self.later.push_async_callback(self._clear, net["id"])
        return net["id"], subnet["id"]

    async def _clear(self, network: str) -> None:
        """Remove what a test that failed has left on a network."""
        for server in await self.nova.pages("servers", "servers", name=f"^{self.mark}"):
            await patiently(lambda one=server["id"]: self.nova.delete(f"servers/{one}"))  # type: ignore[misc]
        for port in await self.neutron.pages("ports", "ports", network_id=network):
            if not port["device_owner"].startswith("network:"):
                await patiently(lambda one=port["id"]: self.neutron.delete(f"ports/{one}"))  # type: ignore[misc]

    async def saved(self, one: Led) -> Any:
        """What a snapshot of it saved, which is dropped at the end."""
        driver: Any = one.driver
        async with asyncio.timeout(180):
            saved = await driver.snapshot(one.subject, one.token)
            while isinstance(saved, Pending):
                await asyncio.sleep(0.5)
                saved = await driver.snapshot(one.subject, one.token)
        self.later.push_async_callback(patiently, lambda: driver.drop_snapshot(saved))
        return saved

    async def ports_of(self, server: str) -> list[dict[str, Any]]:
        return await self.neutron.pages("ports", "ports", device_id=server)


async def patiently(deed: Callable[[], Awaitable[Any]]) -> None:
    """Do what a service may be too busy for just now."""
    async with asyncio.timeout(180):
        for pause in (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0):
            with suppress(NotFound):
                try:
                    await deed()
                except (Retry, Conflict, ResourceError) as refusal:
                    if isinstance(refusal, NotFound):
                        raise
                    await asyncio.sleep(pause)
                    continue
            return


async def _removed(one: Led) -> None:
    if not one.physical_id:
        found = await one.driver.find(one.token, one.want)
        one.physical_id = found.physical_id if found is not None else ""
    if one.physical_id:
        await one.remove()
