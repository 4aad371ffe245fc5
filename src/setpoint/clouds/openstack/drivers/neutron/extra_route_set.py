"""``OS::Neutron::ExtraRouteSet``: some routes of a router; others may be there besides.

The router's id would be the same for two sets of one router, so a physical id has the token as well.
"""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.neutron.neutron import ROUTERS
from setpoint.clouds.openstack.drivers.neutron.routes import Route, Routes
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Done, Outcome
from setpoint.model.value import Plain


class ExtraRouteSet(Routes):
    """Routes."""

    whole_named = ("router", ROUTERS)
    fields = (Field("router", things=ROUTERS), Field("routes"))

    def wanted_routes(self, wanted: Mapping[str, Plain]) -> list[Route]:
        """See :meth:`Routes.wanted_routes`."""
        return list(wanted.get("routes") or [])

    def part(self, whole: Shown, id: str, wanted: Mapping[str, Plain]) -> Shown | None:
        """Gone where none is left of those that are wanted."""
        there = self.there(whole, wanted)
        return None if wanted.get("routes") and not there else self._shown(whole, wanted)

    def _shown(self, router: Shown, wanted: Mapping[str, Plain]) -> Shown:
        return {"router": router["id"], "routes": self.there(router, wanted)}

    async def create(self, want: Want, token: str) -> Outcome:
        """See :meth:`RestDriver.create`."""
        wanted = want.properties
        router = await (self.add_new(wanted) if wanted.get("routes") else self.router(wanted))
        return await self._done(token, router, wanted)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """The router's routes, where it has them all."""
        router, routes = await self.whole_shown(want.properties), self.wanted_routes(want.properties)
        if router is None or not routes or len(self.there(router, want.properties)) < len(routes):
            return None
        return await self._done(token, router, want.properties)

    async def _done(self, token: str, router: Shown, wanted: Mapping[str, Plain]) -> Outcome:
        return await self.done(f"{router['id']}:{token}", self._shown(router, wanted), wanted)

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`; what stays is not touched."""
        before, after = self.wanted_routes(old), self.wanted_routes(new)
        drop = [route for route in before if route not in after]
        router = await self.change(await self.router(new), add=after, drop=drop)
        return await self._done(subject.token, router, new)

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`."""
        routes = self.wanted_routes(subject.properties)
        if routes:
            await self.change(await self.router(subject.properties), drop=routes)
        return Done(subject.physical_id)


DRIVER = ExtraRouteSet
