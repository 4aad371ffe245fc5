"""``OS::Neutron::RouterInterface``: a subnet's, or a port's, attachment to a router.

The service shows one as a port of the router. A token cannot travel with it; router and subnet, or port, are enough to
find it, and make its physical id: ``<router>:subnet_id=<subnet>``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.neutron.neutron import PORTS, ROUTERS, SUBNETS, NeutronDriver
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Done, Outcome
from setpoint.model.value import Plain

OWNERS = (
    "network:router_interface",
    "network:router_interface_distributed",
    "network:ha_router_replicated_interface",
)
"""Whose a port is that attaches a router."""


class RouterInterface(NeutronDriver):
    """An interface."""

    path, one, many = "ports", "port", "ports"
    waits = False
    working = broken = frozenset()
    fields = (
        Field("router", "device_id", ROUTERS),
        Field("subnet", "subnet_id", SUBNETS),
        Field("port", "id", PORTS),
    )

    imports = True

    # ---- looking

    async def everything(self) -> Sequence[Shown]:
        """See :meth:`Told.everything`."""
        ports = await self.service.pages(self.path, self.many, device_owner=list(OWNERS))
        return list(_interfaces(ports, by_port=False).values())

    def id_of(self, shown: Shown) -> str:
        """The router's id, and the subnet's or the port's."""
        on = f"subnet_id={shown['subnet_id']}" if shown.get("subnet_id") else f"port_id={shown['id']}"
        return f"{shown['device_id']}:{on}"

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`; the port of one that is on a subnet is nobody's but the router's."""
        on = {"subnet": shown["subnet_id"]} if shown.get("subnet_id") else {"port": shown["id"]}
        return {"router": shown["device_id"], **on}

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """The ports of their routers, told apart by subnet or port."""
        routers = {_parts(one.physical_id)[0] for one in subjects}
        ports = await self.service.matching(self.path, self.many, "device_id", routers)
        found = _interfaces(ports, by_port=True)
        wanted = {one.physical_id for one in subjects}
        return {one: shown for one, shown in found.items() if one in wanted}

    # ---- making

    async def create(self, want: Want, token: str) -> Outcome:
        """Attach it."""
        router, key, value = await self._named(want.properties)
        await self.service.send(
            "PUT", f"routers/{router}/add_router_interface", body={key: value}, is_item=False
        )
        return await self._outcome(f"{router}:{key}={value}", want.properties)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """The router's interface on that subnet or port."""
        wanted = want.properties
        router, on = await self.known(ROUTERS, wanted["router"]), "subnet" if wanted.get("subnet") else "port"
        sought = f"{router}:{on}_id={await self.known(SUBNETS if on == 'subnet' else PORTS, wanted[on])}"
        found = await self.look([Subject(sought, token)])
        return await self._outcome(sought, wanted, found) if sought in found else None

    async def _outcome(
        self, id: str, wanted: Mapping[str, Plain], found: Mapping[str, Shown] | None = None
    ) -> Outcome:
        ports = found if found is not None else await self.look([Subject(id, "")])
        shown = ports.get(id, {})
        return Done(id, self.attributes(shown, wanted), self.seen(shown, wanted))

    async def _named(self, wanted: Mapping[str, Plain]) -> tuple[str, str, str]:
        """Router, ``subnet_id`` or ``port_id``, and the id of that. Raises ResourceError for names of nothing."""
        names = self.region.names
        router = await names.id(ROUTERS, str(wanted["router"]))
        if wanted.get("subnet"):
            return router, "subnet_id", await names.id(SUBNETS, str(wanted["subnet"]))
        return router, "port_id", await names.id(PORTS, str(wanted["port"]))

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """Detach it. A floating IP that is reached through it keeps it: the service refuses, and is asked again."""
        router, key, value = _parts(subject.physical_id)
        body: Any = {key: value}
        await self.service.put(f"routers/{router}/remove_router_interface", body)
        return Done(subject.physical_id)


def _interfaces(ports: Sequence[Shown], *, by_port: bool) -> dict[str, Shown]:
    """Interfaces by physical id; each by its subnet, and ``by_port`` once more by its port."""
    found: dict[str, Shown] = {}
    for port in ports:
        if port.get("device_owner") in OWNERS:
            if by_port:
                found[f"{port['device_id']}:port_id={port['id']}"] = port
            for fixed in port.get("fixed_ips", ()):
                subnet = fixed["subnet_id"]
                found[f"{port['device_id']}:subnet_id={subnet}"] = {**port, "subnet_id": subnet}
    return found


def _parts(id: str) -> tuple[str, str, str]:
    router, _, rest = id.partition(":")
    key, _, value = rest.partition("=")
    return router, key, value


DRIVER = RouterInterface
