"""Quotas: how much a project may have of one service. They bound nothing here; this cloud is limited elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain


class _Quota(SimulatedType):
    title = "quota"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """A project has one set of them for each service."""
        thing.claims = [f"{self.name} of project {thing.properties['project']}"]


class ComputeQuota(_Quota):
    """What a project may have of Nova's things; known by the project's own id."""

    name = "OS::Nova::Quota"

    def identify(self, world: World, properties: Mapping[str, Plain], name: str) -> str:
        """The project."""
        return str(properties["project"])


class NetworkQuota(_Quota):
    """What a project may have of Neutron's things."""

    name = "OS::Neutron::Quota"


class BlockStorageQuota(_Quota):
    """What a project may have of Cinder's things."""

    name = "OS::Cinder::Quota"
