"""Giving a server another flavor: Nova resizes it, and waits to be told that this is well."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.nova.nova import FLAVORS, told_of
from setpoint.clouds.openstack.drivers.nova.servers.changing import Job, Properties
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.value import Plain

RESIZED = "VERIFY_RESIZE"
"""The status of a server that waits to be told."""

ASKING = 5
"""How often Nova is asked why a resize failed, while it does not say."""

_CONFIRMED_ALREADY = "has not been resized"


class Resize:
    """A flavor."""

    def begin(self, old: Properties, new: Properties) -> Plain:
        """See :class:`Phase`."""
        return {} if old.get("flavor") != new.get("flavor") else None

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Resize it, and confirm; also what somebody else has resized and not confirmed."""
        wanted = await job.region.names.id(FLAVORS, str(job.want.properties["flavor"]))
        if job.shown["status"] == RESIZED:
            await _confirm(job)
            return {"confirm": True}
        if job.shown["flavor"].get("id") == wanted:
            return None
        if doing.get("resize") == wanted:
            return await _fail(job, doing)
        await job.act(resize={"flavorRef": wanted})
        return {"resize": wanted}

    def under_way(self, shown: Shown, doing: Plain) -> str:
        """A confirmation does not show until it is done."""
        return "confirming the resize" if doing.get("confirm") and shown["status"] == RESIZED else ""


async def _confirm(job: Job) -> None:
    try:
        await job.act(confirmResize=None)
    except ResourceError as refused:
        if _CONFIRMED_ALREADY not in refused.diagnostic.summary:  # it is being confirmed
            raise


async def _fail(job: Job, doing: Plain) -> Plain:
    """Tell why a server has come back from a resize with the flavor that it had, when Nova has noted it."""
    flavor, asked = job.want.properties["flavor"], doing.get("asked", 0)
    told = await told_of(job.service, job.subject.physical_id, "resize")
    if told is None and asked < ASKING:
        return {**doing, "asked": asked + 1}
    raise ResourceError(
        Diagnostic(
            f"the server could not be resized to {flavor}: {told or 'Nova does not say why'}",
            detail="it goes on with the flavor that it had",
            advice="try another flavor, as perhaps no host has room for this one; or ask the cloud's operator",
        )
    )
