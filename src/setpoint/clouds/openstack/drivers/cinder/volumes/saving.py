"""Saving a volume as a backup, which outlives it. A backup bears the token of the snapshot in its description.

Cinder's own snapshots are not for that: as long as a volume has one, it cannot be deleted.
"""

from __future__ import annotations

from contextlib import suppress

from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.cinder.cinder import BLOCK_STORAGE, LISTS
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.carrier import PREFIX
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound, ResourceError, Retry
from setpoint.model.observation import Pending
from setpoint.model.value import Plain

_NO_SERVICE = "cinder-backup could not be found"


class Backups:
    """Backups of volumes in one region."""

    def __init__(self, region: Region) -> None:
        """Work in ``region``."""
        self._region = region

    @property
    def _cinder(self) -> Service:
        return self._region.service(BLOCK_STORAGE)

    async def save(self, volume: Shown, token: str) -> Plain | Pending:
        """Save a volume; ask again while it is Pending. Raises ResourceError where that came to nothing.

        A volume that could not be made holds nothing: then nothing is saved.
        """
        backup = await self._marked(volume, token)
        if backup is None:
            if volume["status"] == "error":
                return {}
            await self._begin(volume, token)
            return Pending("the backup is being made")
        if backup["status"] == "error":
            await self.drop(backup["id"])
            raise ResourceError(
                Diagnostic(
                    f"the volume could not be backed up: {backup.get('fail_reason') or 'Cinder does not say why'}"
                )
            )
        if backup["status"] != "available":
            return Pending(f"the backup is {backup['status']}")
        return {"backup": backup["id"]}

    async def _marked(self, volume: Shown, token: str) -> Shown | None:
        lists, mark = self._region.service(LISTS), _mark(volume, token)
        listed = await lists.pages("backups/detail", "backups", volume_id=volume["id"])
        return next((one for one in listed if one["description"] == mark), None)

    async def _begin(self, volume: Shown, token: str) -> None:
        told = {
            "volume_id": volume["id"],
            "name": f"{volume['name'] or 'volume'}-{token[:12]}"[:255],
            "description": _mark(volume, token),
            "force": True,
        }
        try:
            await self._cinder.post("backups", {"backup": told})
        except Retry as refused:
            if _NO_SERVICE not in refused.why:
                raise
            raise ResourceError(
                Diagnostic(
                    "this cloud makes no backups of volumes",
                    detail=refused.why,
                    advice="for a volume that is to go: choose the deletion policy Delete or Retain",
                )
            ) from None

    async def drop(self, backup: str) -> None:
        """Remove a backup, if it is there and nobody works on it."""
        with suppress(NotFound):
            try:
                await self._cinder.delete(f"backups/{backup}")
            except NotFound:
                raise
            except ResourceError:
                status = (await self._cinder.get(f"backups/{backup}"))["backup"]["status"]
                if status == "deleting":
                    return
                if status in ("creating", "restoring"):
                    raise Retry(1.0, f"the backup is {status}") from None
                raise


def _mark(volume: Shown, token: str) -> str:
    return f"of volume {volume['id']} ({PREFIX}{token})"
