"""Keystone's catalogue: regions, services, and where those are."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType, describe, need
from setpoint.certify.simulated.types.identity import PROVIDED, refer
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain


class Region(SimulatedType):
    """A region. Those below it go with it; one that has endpoints stays."""

    name = "OS::Keystone::Region"
    title = "region"
    has_status = False

    def identify(self, world: World, properties: Mapping[str, Plain], name: str) -> str:
        """The id that is wanted, or a new one."""
        wanted = quote(str(properties.get("id") or ""), safe="")
        return wanted if wanted and wanted not in world.things else world.new_id()

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse an id that is taken."""
        wanted, parent = thing.properties.get("id"), thing.properties.get("parent_region")
        if wanted in PROVIDED[self.name]:
            raise refusals.conflict(f"region {wanted} is there already")
        if parent:
            refer(world, Region, parent, Bond.PART, thing)
        thing.claims = [f"region {wanted}"] if wanted else []

    def may_go(self, world: World, thing: Thing) -> None:
        """Refuse one that has endpoints, or has some below it."""
        if world.bound_to(thing.id, Endpoint.name):
            raise refusals.forbidden(f"{describe(self, thing)} has endpoints")
        for below in world.bound_to(thing.id, self.name):
            self.may_go(world, below)


class Service(SimulatedType):
    """A service. Its endpoints go with it."""

    name = "OS::Keystone::Service"
    title = "service"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a type that is too long."""
        if len(thing.properties["type"]) > 255:
            raise refusals.bad_request("the type of a service has at most 255 characters")


class Endpoint(SimulatedType):
    """An endpoint."""

    name = "OS::Keystone::Endpoint"
    title = "endpoint"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse what is not there, and an address that is none."""
        wanted = thing.properties
        need(world, Service, wanted["service"], Bond.PART, thing)
        if wanted.get("region"):
            refer(world, Region, wanted["region"], Bond.HOLDS, thing)
        if ":" not in str(wanted["url"]):
            raise refusals.bad_request(f"{wanted['url']} is no URL")
