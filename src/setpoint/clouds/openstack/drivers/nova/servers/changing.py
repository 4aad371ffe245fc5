"""Changes of a server that take time, one after the other.

What an update leaves to be done is a list of phases in its cursor. Each looks at the server, does the next thing that
is missing, and says what is under way then; when nothing is missing, the next phase has its turn. So a phase that was
begun already, by whomever, goes on from where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.nova.nova import COMPUTE
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.driver import Shown
from setpoint.model.value import Plain

Properties = Mapping[str, Plain]


class Job(msgspec.Struct, frozen=True):
    """A server to be changed: as it is shown, and as it is wanted."""

    region: Region
    subject: Subject
    want: Want
    shown: Shown

    @property
    def service(self) -> Service:
        """The compute service."""
        return self.region.service(COMPUTE)

    async def act(self, **action: Plain) -> None:
        """Have Nova do something to the server ("Servers - run an action")."""
        await self.service.post(f"servers/{self.subject.physical_id}/action", action, is_item=True)


class Phase(Protocol):
    """One kind of change."""

    def begin(self, old: Properties, new: Properties) -> Plain:
        """What is under way before anything was done: what the steps must know of ``old``. None: not needed."""
        ...

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Do the next thing, given what was under way; what is under way now. None: the phase is done."""
        ...

    def under_way(self, shown: Shown, doing: Plain) -> str:
        """What the server is still doing, where its status does not say so; "" when it is at rest."""
        ...
