"""``OS::Neutron::ExtraRoute`` and ``OS::Neutron::ExtraRouteSet``: entries of a router's table. They go with the router.

A route keeps the interface through which it leads to its next hop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.addresses import address, network
from setpoint.certify.simulated.simulated_type import SimulatedType, describe, need
from setpoint.certify.simulated.types.router import Router
from setpoint.certify.simulated.types.router_interface import RouterInterface
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain


def _admit(world: World, thing: Thing, router_ref: Plain, routes: Sequence[Mapping[str, Plain]]) -> None:
    """Refuse a next hop that is on no subnet of the router, and a route that the router has."""
    router = need(world, Router, router_ref, Bond.PART, thing)
    interfaces = world.bound_to(router.id, RouterInterface.name)
    for route in routes:
        hop = address(str(route["nexthop"]))
        network(str(route["destination"]))
        through = [one for one in interfaces if hop in network(world[one.state["subnet"]].state["cidr"])]
        if not through:
            raise refusals.bad_request(
                f"the next hop {hop} is not connected with {describe(Router, router)}",
                advice="a router interface connects them: let the route depend on it",
            )
        thing.bonds.setdefault(through[0].id, Bond.HOLDS)
        thing.claims.append(f"route to {route['destination']} by {hop} on router {router.id}")


class ExtraRoute(SimulatedType):
    """A route."""

    name = "OS::Neutron::ExtraRoute"
    title = "route"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """See :func:`_admit`."""
        _admit(world, thing, thing.properties["router_id"], [thing.properties])


class ExtraRouteSet(SimulatedType):
    """Some routes."""

    name = "OS::Neutron::ExtraRouteSet"
    title = "set of routes"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """See :func:`_admit`."""
        _admit(world, thing, thing.properties["router"], thing.properties.get("routes") or [])
