"""What the phases of a volume's change work on."""

from __future__ import annotations

from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.cinder.cinder import BLOCK_STORAGE, messages
from setpoint.clouds.openstack.drivers.nova.nova import COMPUTE
from setpoint.clouds.openstack.rest import phases
from setpoint.clouds.openstack.rest.phases import Properties
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.value import Plain

MOVING = frozenset(
    {"attaching", "detaching", "reserved", "backing-up", "uploading", "maintenance", "awaiting-transfer"}
)
"""Statuses of a volume that works, and at which Cinder refuses to change it."""

__all__ = ["MOVING", "OWN", "Job", "Phase", "Properties", "differs"]

OWN = ("readonly", "attached_mode")
"""Entries that Cinder shows among the metadata, and that are its own."""


class Job(phases.Job, frozen=True):
    """A volume to be changed."""

    @property
    def cinder(self) -> Service:
        """The block storage service."""
        return self.region.service(BLOCK_STORAGE)

    @property
    def nova(self) -> Service:
        """The compute service, which attaches and detaches."""
        return self.region.service(COMPUTE)

    async def act(self, **action: Plain) -> None:
        """Have Cinder do something to the volume ("Volume actions" of its API)."""
        await self.cinder.post(f"volumes/{self.shown['id']}/action", action, is_item=True)

    async def fail(self, what: str) -> ResourceError:
        """The refusal of what Cinder took on and did not do; it may say why."""
        told = await messages(self.cinder, str(self.shown["id"]))
        return ResourceError(
            Diagnostic(
                f"the volume could not be {what}: {told or 'Cinder does not say why'}",
                detail=f"it is {self.shown['status']}",
                advice="ask the cloud's operator, who finds the reason in the log of cinder-volume",
            )
        )


Phase = phases.Phase[Job]


def differs(name: str, old: Properties, new: Properties) -> bool:
    """Whether a property is wanted, and otherwise than before."""
    return new.get(name) is not None and old.get(name) != new[name]
