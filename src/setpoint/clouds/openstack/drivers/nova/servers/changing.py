"""What the phases of a server's change work on, and what they have to say while one is under way."""

from __future__ import annotations

from typing import Protocol

from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.nova.nova import COMPUTE
from setpoint.clouds.openstack.rest import phases
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.clouds.openstack.rest.phases import Properties
from setpoint.model.value import Plain

__all__ = ["Job", "Phase", "Properties"]


class Job(phases.Job, frozen=True):
    """A server to be changed."""

    @property
    def service(self) -> Service:
        """The compute service."""
        return self.region.service(COMPUTE)

    async def act(self, **action: Plain) -> None:
        """Have Nova do something to the server ("Servers - run an action")."""
        await self.service.post(f"servers/{self.subject.physical_id}/action", action, is_item=True)


class Phase(phases.Phase[Job], Protocol):
    """One kind of change of a server."""

    def under_way(self, shown: Shown, doing: Plain) -> str:
        """What the server is still doing, where its status does not say so; "" when it is at rest."""
        ...
