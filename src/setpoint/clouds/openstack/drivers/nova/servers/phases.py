"""The phases in which a server changes, by their names in cursors; and those in which it goes to sleep and wakes."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from setpoint.clouds.openstack.drivers.nova.servers.changing import Job, Phase, Properties
from setpoint.clouds.openstack.drivers.nova.servers.interfaces import Networks
from setpoint.clouds.openstack.drivers.nova.servers.rebuilding import Password, Rebuild
from setpoint.clouds.openstack.drivers.nova.servers.resizing import Resize
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.errors import ResourceError
from setpoint.model.value import Plain


class Sleep(msgspec.Struct, frozen=True):
    """Being put into a status by an action."""

    action: str
    status: str

    def begin(self, old: Properties, new: Properties) -> Plain:
        """No update needs it."""
        return None

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Act where it is not as it is to be."""
        if job.shown["status"] == self.status:
            return None
        if doing:
            raise ResourceError(f"the server was told to {self.action}, and is {job.shown['status']}")
        await job.act(**{self.action: None})
        return {"sent": True}

    def under_way(self, shown: Shown, doing: Plain) -> str:
        """Its task says so."""
        return ""


PHASES: Mapping[str, Phase] = {
    "networks": Networks(),
    "flavor": Resize(),
    "image": Rebuild(),
    "password": Password(),
    "suspend": Sleep("suspend", "SUSPENDED"),
    "resume": Sleep("resume", "ACTIVE"),
}
"""An update goes through them in this order."""

GOING: Plain = {"going": True}
"""The cursor of a delete; with ``ports`` that are to follow, where their own marks would not tell."""


def is_going(cursor: Plain) -> bool:
    """Whether it is that of a delete."""
    return isinstance(cursor, Mapping) and "going" in cursor
