"""``OS::Nova::Quota``: how much a project may have. It bounds nothing here."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain


class Quota(SimulatedType):
    """The quotas of one project."""

    name = "OS::Nova::Quota"
    title = "quota"
    has_status = False

    def identify(self, world: World, properties: Mapping[str, Plain], name: str) -> str:
        """The project."""
        return str(properties["project"])

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """A project has one set of them."""
        thing.claims = [f"quota of project {thing.id}"]
