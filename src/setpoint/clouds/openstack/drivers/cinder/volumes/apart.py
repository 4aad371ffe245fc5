"""What can only be done to a volume that is in no server: it is detached for that, and attached again where it was.

Nova does both, and shows an attachment a moment longer than Cinder does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from setpoint.clouds.openstack.drivers.cinder.volumes.changing import Job, Phase, Properties
from setpoint.clouds.openstack.drivers.nova.nova import told_of
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.value import Plain


class Apart:
    """Phases that need the volume to be alone. ``then`` are those to come, ``back`` the servers and devices."""

    def __init__(self, phases: Mapping[str, Phase]) -> None:
        """Go through ``phases`` in their order."""
        self._phases = phases

    def begin(self, old: Properties, new: Properties) -> Plain:
        """See :class:`Phase`."""
        begun = ((name, phase.begin(old, new)) for name, phase in self._phases.items())
        then = [[name, doing] for name, doing in begun if doing is not None]
        return {"then": then} if then else None

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Detach it, go through the phases, attach it again."""
        attachments: Sequence[Shown] = job.shown["attachments"]
        if "back" not in doing:
            doing = {**doing, "back": [[one["server_id"], one["device"]] for one in attachments]}
        if doing["then"] and attachments:
            return await self._detach(job, doing)
        while doing["then"]:
            (name, inner), *later = doing["then"]
            inner = await self._phases[name].step(job, inner)
            if inner is not None:
                return {**doing, "then": [[name, inner], *later]}
            doing = {**doing, "then": later}
        return await self._attach(job, doing)

    async def _detach(self, job: Job, doing: Plain) -> Plain:
        """Take it out of every server; what is still there after that has refused."""
        volume = job.shown["id"]
        for one in job.shown["attachments"]:
            server = one["server_id"]
            if server in doing.get("detached", ()):
                raise await _refused(
                    job, server, "detach", "for a while, as what it needs can only be done then"
                )
            with suppress(NotFound):
                await job.nova.delete(f"{_attachments(server)}/{volume}")
        return {**doing, "detached": [one["server_id"] for one in job.shown["attachments"]]}

    async def _attach(self, job: Job, doing: Plain) -> Plain:
        """Put it back wherever it is missing, when Nova knows nothing of it there any more."""
        there = {one["server_id"] for one in job.shown["attachments"]}
        missing = [(server, device) for server, device in doing["back"] if server not in there]
        attached = list(doing.get("attached", ()))
        for server, device in missing:
            if await _is_known(job, server):
                continue
            if server in attached:
                raise await _refused(job, server, "attach", "again")
            told = {"volumeId": job.shown["id"], **({"device": device} if device else {})}
            await job.nova.post(_attachments(server), {"volumeAttachment": told})
            attached.append(server)
        return {**doing, "attached": attached} if missing else None


async def _refused(job: Job, server: str, deed: str, when: str) -> ResourceError:
    told = await told_of(job.nova, server, f"{deed}_volume")
    return ResourceError(
        Diagnostic(
            f"the volume could not be {deed}ed {when}: {told or 'Nova does not say why'}",
            detail=f"it is about server {server}; the volume is {job.shown['status']}",
            advice=f"{deed} it by hand, and try again",
        )
    )


async def _is_known(job: Job, server: str) -> bool:
    try:
        await job.nova.get(f"{_attachments(server)}/{job.shown['id']}")
    except NotFound:
        return False
    return True


def _attachments(server: str) -> str:
    return f"servers/{server}/os-volume_attachments"
