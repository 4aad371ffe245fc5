"""``OS::Designate::Zone`` and ``OS::Designate::RecordSet``: names, and what is said of them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import Phase, SimulatedType, describe, need, revised
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain

SERIAL = "serial"

_TOLD = Phase("PENDING")
"""While the name servers are being told."""


class Zone(SimulatedType):
    """A zone. It keeps the zones above it; its records go with it."""

    name = "OS::Designate::Zone"
    title = "zone"
    takes = ("zones",)
    building = _TOLD
    seconds = (0.5, 2.0)
    seconds_to_go = (0.5, 2.0)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse one that there is already."""
        thing.claims = [f"zone {thing.name.lower()}"]
        thing.usage = self.usage(thing.properties)
        thing.state[SERIAL] = thing.state.get(SERIAL, 1_700_000_000) + 1
        above = [one for one in world.of_type(self.name) if _is_below(thing.name, one.name)]
        if above:
            thing.bonds[max(above, key=lambda one: len(one.name)).id] = Bond.HOLDS

    def made(self, world: World, thing: Thing) -> None:
        """It is above the zones below it from now on, where nothing is between."""
        for one in world.of_type(self.name):
            above = [world[other] for other in one.bonds]
            if _is_below(one.name, thing.name) and all(_is_below(thing.name, other.name) for other in above):
                world.replace(one, revised(one, bonds={thing.id: Bond.HOLDS}))

    def phase(self, before: Thing, after: Thing) -> Phase | None:
        """Every change is told to the name servers."""
        return _TOLD

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Designate shows it."""
        return {SERIAL: thing.state[SERIAL]}


class RecordSet(SimulatedType):
    """Records of one name and type in a zone."""

    name = "OS::Designate::RecordSet"
    title = "record set"
    takes = ("recordsets",)
    building = _TOLD
    seconds = (0.5, 2.0)
    seconds_to_go = (0.5, 2.0)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse records that are none of their type, a name that is not in the zone, and what is there already."""
        wanted = thing.properties
        zone = need(world, Zone, wanted["zone"], Bond.PART, thing)
        told = wanted.get("name") or f"{thing.name}.{zone.name}"
        if told.lower() != zone.name.lower() and not _is_below(told, zone.name):
            raise refusals.bad_request(f"{told} is not in {describe(Zone, zone)}")
        if any(
            _is_within(told, one.name) for one in world.of_type(Zone.name) if _is_below(one.name, zone.name)
        ):
            raise refusals.bad_request(f"{told} belongs into a zone below {describe(Zone, zone)}")
        if wanted["type"] == "SOA":
            raise refusals.bad_request("creating a SOA record set is not allowed")
        if wanted["type"] == "CNAME" and len(set(wanted["records"])) > 1:
            raise refusals.bad_request("CNAME record sets may not have more than 1 record")
        _refuse_others(world, zone, told, wanted["type"], thing)
        _refuse_wrong(wanted["type"], wanted["records"])
        thing.claims = [f"record set {told.lower()} {wanted['type']} in zone {zone.id}"]
        thing.usage = self.usage(wanted)
        thing.state["name"] = told

    def phase(self, before: Thing, after: Thing) -> Phase | None:
        """Every change is told to the name servers."""
        return _TOLD


def _refuse_others(world: World, zone: Thing, name: str, type: str, thing: Thing) -> None:
    """A name that stands for another one can stand for nothing else."""
    for one in world.bound_to(zone.id, RecordSet.name):
        if one.id == thing.id or one.state["name"].lower() != name.lower():
            continue
        types = {type, one.properties["type"]}
        if "CNAME" in types and len(types) > 1:
            raise refusals.bad_request(f"a CNAME record set {name} cannot be beside another of that name")


def _refuse_wrong(type: str, records: Iterable[Plain]) -> None:
    kinds = {"A": ipaddress.IPv4Address, "AAAA": ipaddress.IPv6Address}
    for one in records if type in kinds else ():
        try:
            kinds[type](str(one))
        except ValueError:
            raise refusals.bad_request(f"{one!r} is not a {type!r} record") from None


def _is_below(name: str, above: str) -> bool:
    return name.lower().endswith(f".{above.lower()}")


def _is_within(name: str, zone: str) -> bool:
    return name.lower() == zone.lower() or _is_below(name, zone)
