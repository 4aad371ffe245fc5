"""Why a volume cannot be deleted: Cinder names all reasons that there might be in one sentence."""

from __future__ import annotations

from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError, Retry


async def explained(refused: ResourceError, lists: Service, volume: Shown) -> ResourceError | Retry:
    """What Cinder ``refused``, with its reason, where that can be seen; Retry where it is over, or nearly."""
    if volume["attachments"]:
        servers = ", ".join(str(one["server_id"]) for one in volume["attachments"])
        return _kept("is attached", f"to server {servers}", "detach it first")
    snapshots = await lists.pages("snapshots", "snapshots", volume_id=volume["id"])
    if all(one["status"] == "deleting" for one in snapshots) and _is_free(volume):
        return Retry(1.0, "its snapshots are being deleted")
    if snapshots:
        named = ", ".join(str(one["name"] or one["id"]) for one in snapshots)
        return _kept("has snapshots", named, "delete them first")
    return refused


def _is_free(volume: Shown) -> bool:
    """Whether nothing that shows keeps it."""
    migrates = volume.get("migration_status") not in (None, "success", "error")
    return not migrates and not volume.get("group_id") and volume["status"] in ("available", "error")


def _kept(why: str, detail: str, advice: str) -> ResourceError:
    return ResourceError(
        Diagnostic(f"the volume {why}, so it cannot be deleted", detail=detail, advice=advice)
    )
