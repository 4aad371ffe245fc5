"""Plain calls to Neutron: what a test stands on, and what happens behind a driver's back. All of it goes at the end."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from typing import Any

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.certify.led import Led
from setpoint.clouds.driver import Driver
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.clouds.openstack.drivers.neutron.neutron import EXTENSIONS, NETWORK
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.observation import Ready
from setpoint.model.value import Plain, reveal

PUBLIC = "public"
"""The external network that the lab has."""


class Ground:
    """One cloud's Neutron."""

    def __init__(self, cloud: OpenStackCloud) -> None:
        self.cloud = cloud
        self.service = cloud.region.service(NETWORK)
        self.later = AsyncExitStack()
        self.mark = f"t{uuid.uuid4().hex[:8]}"
        """In names, so that tests that run at the same time do not meet."""

    def driver(self, type: str) -> Driver:
        found = self.cloud.driver(f"OS::Neutron::{type}")
        assert found is not None, type
        return found

    async def certify(self, type: str, wanted: Mapping[str, Any], **examples: Any) -> None:
        """Lead a resource of a type through its life."""
        told: dict[str, Any] = {"patience": 120.0, "pause": 0.2, **examples}
        await certify_driver(self.driver(type), Examples(wanted=wanted, **told))

    def lead(self, type: str, **properties: Any) -> Led:
        """A resource that is removed at the end, should the test not do it."""
        examples = Examples(wanted={}, patience=120, pause=0.2)
        one = Led(self.driver(type), examples, properties)
        self.later.push_async_callback(_removed, one)
        return one

    # ---- plain calls

    async def make(self, path: str, one: str, **body: Any) -> dict[str, Any]:
        """Make something, which is removed at the end."""
        made: dict[str, Any] = (await self.service.post(path, {one: body}))[one]
        self.later.push_async_callback(patiently, lambda: self.service.delete(f"{path}/{made['id']}"))
        return made

    async def show(self, path: str, one: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.service.get(path))[one]
        return found

    async def change(self, path: str, one: str, **body: Any) -> None:
        """Behind the driver's back."""
        await self.service.put(path, {one: body})

    async def network(self, cidr: str = "10.9.0.0/24", **more: Any) -> tuple[str, str]:
        """A network, and a subnet on it: their ids."""
        net = await self.make("networks", "network", name=self.mark, **more)
        return net["id"], await self.subnet(net["id"], cidr)

    async def subnet(self, network: str, cidr: str, **more: Any) -> str:
        told = {"network_id": network, "cidr": cidr, "ip_version": 6 if ":" in cidr else 4, **more}
        made = await self.make("subnets", "subnet", name=self.mark, **told)
        return str(made["id"])

    async def port(self, network: str, **more: Any) -> dict[str, Any]:
        return await self.make("ports", "port", network_id=network, name=self.mark, **more)

    async def public(self) -> str:
        """The id of the external network."""
        (found,) = await self.service.pages("networks", "networks", name=PUBLIC)
        return str(found["id"])

    async def router(self, *subnets: str, gateway: bool = False) -> str:
        """A router with interfaces on these subnets."""
        to = {"external_gateway_info": {"network_id": await self.public()}} if gateway else {}
        router = str((await self.make("routers", "router", name=self.mark, **to))["id"])
        for subnet in subnets:
            await self.join(router, subnet)
        return router

    async def join(self, router: str, subnet: str) -> None:
        path, body = f"routers/{router}", {"subnet_id": subnet}
        await self.service.put(f"{path}/add_router_interface", body)
        self.later.push_async_callback(
            patiently, lambda: self.service.put(f"{path}/remove_router_interface", body)
        )

    async def offers(self, extension: str) -> bool:
        return any(one["alias"] == extension for one in await self.cloud.region.names.all(EXTENSIONS))


async def seen(one: Led) -> dict[str, Plain]:
    """The properties as they are seen just now."""
    found = await one.look()
    assert isinstance(found, Ready), found
    told: dict[str, Plain] = reveal(dict(found.seen))
    return told


async def drift(one: Led) -> dict[str, Plain]:
    """The properties that are seen to differ from what was wanted."""
    wanted = one.want.properties
    return {name: value for name, value in (await seen(one)).items() if value != wanted.get(name)}


async def repair(one: Led) -> None:
    """Change it back to what is wanted, as the engine would."""
    found = await seen(one)
    await one.settle(
        await one.driver.update(one.subject, {**one.want.properties, **found}, one.want.properties)
    )
    assert await drift(one) == {}


async def refused(deed: Awaitable[Any], *words: str) -> str:
    """What a deed is refused with; it must say all of these words."""
    try:
        await deed
    except ResourceError as refusal:
        told = str(refusal)
        assert all(word in told for word in words), told
        return told
    raise AssertionError("it was not refused")


async def patiently(deed: Callable[[], Awaitable[Any]]) -> None:
    """Do what a service may refuse just now."""
    for pause in (0.2, 0.5, 1.0, 2.0, 4.0):
        with suppress(NotFound):
            try:
                await deed()
            except ResourceError as refusal:
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
        await patiently(one.remove)
