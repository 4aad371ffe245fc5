"""``OS::Neutron::ExtraRoute``: one route of a router. Its physical id is made of all that it says."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.neutron.neutron import ROUTERS
from setpoint.clouds.openstack.drivers.neutron.routes import Route, Routes
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Done, Outcome
from setpoint.model.value import Plain


class ExtraRoute(Routes):
    """A route."""

    whole_named = ("router_id", ROUTERS)
    fields = (Field("router_id", things=ROUTERS), Field("destination"), Field("nexthop"))

    def wanted_routes(self, wanted: Mapping[str, Plain]) -> list[Route]:
        """See :meth:`Routes.wanted_routes`."""
        return [{key: wanted[key] for key in ("destination", "nexthop")}]

    def part(self, whole: Shown, id: str, wanted: Mapping[str, Plain]) -> Shown | None:
        """See :meth:`Part.part`."""
        there = self.there(whole, wanted)
        return {"router_id": whole["id"], **there[0]} if there else None

    async def create(self, want: Want, token: str) -> Outcome:
        """See :meth:`RestDriver.create`."""
        return await self._done(await self.add_new(want.properties), want.properties)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """The router's route, where it has it."""
        router = await self.whole_shown(want.properties)
        is_there = router is not None and bool(self.there(router, want.properties))
        return await self._done(router, want.properties) if router and is_there else None

    async def _done(self, router: Shown, wanted: Mapping[str, Plain]) -> Outcome:
        id = f"{router['id']}:{wanted['destination']}:{wanted['nexthop']}"  # noqa: A001
        return await self.done(id, self.part(router, id, wanted) or {}, wanted)

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`."""
        await self.change(await self.router(subject.properties), drop=self.wanted_routes(subject.properties))
        return Done(subject.physical_id)


DRIVER = ExtraRoute
