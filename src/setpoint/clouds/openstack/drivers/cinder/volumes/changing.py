"""Changes of a volume that take time, one after the other, as those of a server do.

What an update leaves to be done is a list of phases in its cursor. Each looks at the volume, does the next thing that
is missing, and says what is under way then; when nothing is missing, the next phase has its turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.cinder.cinder import BLOCK_STORAGE, messages
from setpoint.clouds.openstack.drivers.nova.nova import COMPUTE
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.driver import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.value import Plain

MOVING = frozenset(
    {"attaching", "detaching", "reserved", "backing-up", "uploading", "maintenance", "awaiting-transfer"}
)
"""Statuses of a volume that works, and at which Cinder refuses to change it."""

OWN = ("readonly", "attached_mode")
"""Entries that Cinder shows among the metadata, and that are its own."""

Properties = Mapping[str, Plain]


class Job(msgspec.Struct, frozen=True):
    """A volume to be changed: as it is shown, and as it is wanted."""

    region: Region
    subject: Subject
    want: Want
    shown: Shown

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


class Phase(Protocol):
    """One kind of change."""

    def begin(self, old: Properties, new: Properties) -> Plain:
        """What is under way before anything was done. None: not needed."""
        ...

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Do the next thing, given what was under way; what is under way now. None: the phase is done.

        It is called when Cinder has nothing to do with the volume just now.
        """
        ...


def differs(name: str, old: Properties, new: Properties) -> bool:
    """Whether a property is wanted, and otherwise than before."""
    return new.get(name) is not None and old.get(name) != new[name]
