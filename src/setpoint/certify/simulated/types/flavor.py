"""``OS::Nova::Flavor``: a size of servers. Its name and its id are its own."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain


class Flavor(SimulatedType):
    """A flavor."""

    name = "OS::Nova::Flavor"
    title = "flavor"
    has_status = False

    def identify(self, world: World, properties: Mapping[str, Plain], name: str) -> str:
        """The id that is wanted, or a new one."""
        return str(properties.get("flavorid") or world.new_id())

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse what has no memory or no processor."""
        wanted = thing.properties
        if wanted["ram"] < 1 or wanted["vcpus"] < 1:
            raise refusals.bad_request("a flavor has at least 1 MiB of memory and one processor")
        thing.claims = [f"flavor {thing.name}", f"flavor id {thing.id}"]

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Heat shows what Nova has."""
        wanted = thing.properties
        return {"is_public": wanted["is_public"], "extra_specs": wanted.get("extra_specs") or {}}
