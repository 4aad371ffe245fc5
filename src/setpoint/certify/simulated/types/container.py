"""``OS::Swift::Container``: a container of objects, of which there are none here unless somebody says so."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType, describe
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain

ADDRESS = "http://object-store.simulated/v1/AUTH_simulated"

OBJECTS = "objects"
"""The key in its state under which the number of its objects is, where it has any."""


class Container(SimulatedType):
    """A container. It is its name."""

    name = "OS::Swift::Container"
    title = "container"
    has_status = False
    on_demand = frozenset({"BytesUsed", "HeadContainer", "ObjectCount"})

    def identify(self, world: World, properties: Mapping[str, Plain], name: str) -> str:
        """Its name."""
        wanted = str(properties.get("name") or name)
        return wanted if wanted not in world.things else world.new_id()

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a name that is taken, and access that means nothing."""
        for kind in ("X-Container-Read", "X-Container-Write"):
            for item in str(thing.properties.get(kind) or "").split(","):
                first, colon, _host = item.strip().partition(":")
                is_referrer = first.strip() in (".r", ".ref", ".referer", ".referrer")
                if colon and first.startswith(".") and (not is_referrer or kind == "X-Container-Write"):
                    raise refusals.bad_request(f"{kind} says nothing with {item.strip()!r}")
        thing.claims = [f"container {thing.name}"]

    def may_go(self, world: World, thing: Thing) -> None:
        """Refuse one that is not empty, unless it is to be emptied."""
        if thing.state.get(OBJECTS) and not thing.properties["PurgeOnDelete"]:
            raise refusals.conflict(f"{describe(self, thing)} is not empty")

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """Where it is."""
        return {
            "DomainName": "object-store.simulated",
            "RootURL": ADDRESS,
            "WebsiteURL": f"{ADDRESS}/{quote(thing.name, safe='')}",
        }

    def tell(self, world: World, thing: Thing, attribute: str) -> Plain:
        """What is in it."""
        count = thing.state.get(OBJECTS, 0)
        metadata = thing.properties.get("X-Container-Meta") or {}
        told: dict[str, Plain] = {
            "BytesUsed": 0,
            "ObjectCount": count,
            "HeadContainer": {
                "x-container-object-count": str(count),
                **{f"x-container-meta-{key.lower()}": str(value) for key, value in metadata.items()},
            },
        }
        return told[attribute]
