"""``OS::Glance::WebImage``: an image that is fetched from a web address."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import Phase, SimulatedType, describe
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain


class WebImage(SimulatedType):
    """An image. One that is protected stays."""

    name = "OS::Glance::WebImage"
    title = "image"
    building = Phase("queued", "active")
    seconds = (2.0, 8.0)

    def identify(self, world: World, properties: Mapping[str, Plain], name: str) -> str:
        """The id that is wanted, or a new one."""
        return str(properties.get("id") or world.new_id())

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse an id that is taken, and an address from which nothing can be fetched."""
        thing.claims = [f"image id {thing.id}"]
        if urlsplit(thing.properties["location"]).scheme not in ("http", "https"):
            raise refusals.bad_request(f"{thing.properties['location']} is no web address")

    def may_go(self, world: World, thing: Thing) -> None:
        """Refuse while it is protected."""
        if thing.properties["protected"]:
            raise refusals.conflict(f"{describe(WebImage, thing)} is protected")
