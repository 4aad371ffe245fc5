"""Routes of a router, which are a list of its own: entries are added and taken away without touching the others.

Follows "Add extra routes to router" of the Networking API (extension ``extraroute-atomic``). Where a cloud does not
have that, the list is read and written; steps on one router are never carried out at the same time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from setpoint.clouds.openstack.drivers.neutron.parts import Part
from setpoint.clouds.openstack.rest.alike import same
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict
from setpoint.model.value import Plain

ATOMIC = "extraroute-atomic"

Route = Mapping[str, Any]


class Routes(Part):
    """Some of a router's routes."""

    path, one, many = "routers", "router", "routers"

    def wanted_routes(self, wanted: Mapping[str, Plain]) -> list[Route]:
        """The routes that are wanted."""
        raise NotImplementedError

    def there(self, whole: Shown, wanted: Mapping[str, Plain]) -> list[Route]:
        """Those of the wanted routes that a router has."""
        shown = whole.get("routes") or []
        return [route for route in self.wanted_routes(wanted) if any(same(route, one) for one in shown)]

    async def router(self, wanted: Mapping[str, Plain]) -> Shown:
        """The router. Raises ResourceError where there is none."""
        return self.opened(await self.service.get(self.address(await self.whole_id(wanted))))

    async def add_new(self, wanted: Mapping[str, Plain]) -> Shown:
        """Add all that are wanted, and return the router. Raises Conflict where it has one already."""
        router = await self.router(wanted)
        there = self.there(router, wanted)
        if there:
            told = ", ".join(f"{one['destination']} by {one['nexthop']}" for one in there)
            raise Conflict(
                Diagnostic(
                    f"router {router['id']} has a route already: {told}",
                    advice="take it out of the template, or remove it from the router",
                )
            )
        return await self.change(router, add=self.wanted_routes(wanted))

    async def change(self, router: Shown, *, add: Sequence[Route] = (), drop: Sequence[Route] = ()) -> Shown:
        """Take routes away and add others; returns the router as it is then. Safe to repeat."""
        if await self.offers(ATOMIC):
            for deed, routes in (("remove_extraroutes", drop), ("add_extraroutes", add)):
                if routes:
                    body = self.wrapped({"routes": [dict(one) for one in routes]})
                    router = self.opened(await self.service.put(f"{self.address(router['id'])}/{deed}", body))
            return router
        left = [one for one in router["routes"] if not any(same(route, one) for route in drop)]
        new = [dict(route) for route in add if not any(same(route, one) for one in left)]
        return self.opened(
            await self.service.put(self.address(router["id"]), self.wrapped({"routes": [*left, *new]}))
        )
