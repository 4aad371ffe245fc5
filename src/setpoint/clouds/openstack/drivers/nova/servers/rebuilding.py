"""Giving a server another image, other user data, another password."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.nova.nova import IMAGES
from setpoint.clouds.openstack.drivers.nova.servers import user_data
from setpoint.clouds.openstack.drivers.nova.servers.changing import Job, Properties
from setpoint.clouds.openstack.drivers.nova.servers.request import FILES, serialised
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.value import Plain

_DONE: Plain = {"sent": True}


class Rebuild:
    """Image and user data: both take a rebuild, and one is enough."""

    def begin(self, old: Properties, new: Properties) -> Plain:
        """User data that was rebuilt does not show, an image does."""
        renews = new.get("user_data_update_policy") == "REBUILD"
        if renews and (old.get("user_data") or "") != (new.get("user_data") or ""):
            return {"user_data": True}
        return {} if old.get("image") != new.get("image") else None

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Rebuild it, once."""
        wanted = job.want.properties.get("image")
        if doing == _DONE:
            return None
        if not wanted:
            raise ResourceError(
                Diagnostic(
                    "a server that boots from a volume cannot be rebuilt",
                    advice="set user_data_update_policy to REPLACE or IGNORE",
                )
            )
        image = await job.region.names.id(IMAGES, str(wanted))
        if not doing.get("user_data") and (job.shown.get("image") or {}).get("id") == image:
            return None
        files = user_data.files(job.want.properties.get("personality") or {})
        body = {"imageRef": image, **_kept(job), **({"personality": files} if files else {})}
        if doing.get("user_data"):
            body["user_data"] = user_data.encoded(job.want) or None
        await _send(job, body)
        return _DONE

    def under_way(self, shown: Shown, doing: Plain) -> str:
        """Its status says so."""
        return ""


def _kept(job: Job) -> dict[str, Plain]:
    wanted = job.want.properties
    found = {
        "preserve_ephemeral": wanted.get("image_update_policy") == "REBUILD_PRESERVE_EPHEMERAL" or None,
        "adminPass": wanted.get("admin_pass") or None,
        "metadata": serialised(wanted.get("metadata") or {}) or None,
    }
    return {key: value for key, value in found.items() if value is not None}


async def _send(job: Job, body: dict[str, Plain]) -> None:
    """Files can only be told in a microversion that does not know of new user data: then they are left out."""
    service = job.service
    if "personality" in body and "user_data" not in body:
        service = service.at_most(FILES)
    else:
        body.pop("personality", None)
    await service.post(f"servers/{job.subject.physical_id}/action", {"rebuild": body}, is_item=True)


class Password:
    """The administrator's password, where no rebuild sets it already."""

    def begin(self, old: Properties, new: Properties) -> Plain:
        """See :class:`Phase`."""
        changes = old.get("admin_pass") != new.get("admin_pass") and new.get("admin_pass")
        return {} if changes and Rebuild().begin(old, new) is None else None

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Set it, once."""
        if doing == _DONE:
            return None
        await job.act(changePassword={"adminPass": job.want.properties["admin_pass"]})
        return _DONE

    def under_way(self, shown: Shown, doing: Plain) -> str:
        """Its status says so."""
        return ""
