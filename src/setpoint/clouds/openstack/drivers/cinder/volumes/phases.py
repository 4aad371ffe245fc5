"""The phases in which a volume changes, by their names in cursors."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.openstack.drivers.cinder.cinder import BACKUPS
from setpoint.clouds.openstack.drivers.cinder.volumes.apart import Apart
from setpoint.clouds.openstack.drivers.cinder.volumes.changing import OWN, Job, Phase, Properties, differs
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.value import Plain


class Retype:
    """Another type. The back end must be able to do that without moving the volume."""

    def begin(self, old: Properties, new: Properties) -> Plain:
        """See :class:`Phase`."""
        return {} if differs("volume_type", old, new) else None

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Give it the type."""
        wanted = str(job.want.properties["volume_type"])
        if wanted in (job.shown["volume_type"], job.shown.get("volume_type_id")):
            return None
        if doing.get("asked") == wanted:
            raise await job.fail(f"given the type {wanted}")
        await job.act(**{"os-retype": {"new_type": wanted, "migration_policy": "never"}})
        return {"asked": wanted}


class Extend:
    """More room."""

    def begin(self, old: Properties, new: Properties) -> Plain:
        """See :class:`Phase`."""
        return {} if differs("size", old, new) else None

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Extend it."""
        wanted, has = int(job.want.properties["size"]), int(job.shown["size"])
        if has == wanted:
            return None
        if has > wanted:
            raise ResourceError(
                Diagnostic(
                    f"the volume has {has} GiB, and cannot shrink to {wanted} GiB",
                    advice="copy what is on it to a new volume",
                )
            )
        if doing.get("asked") == wanted:
            raise await job.fail(f"extended to {wanted} GiB")
        await job.act(**{"os-extend": {"new_size": wanted}})
        return {"asked": wanted}


class Restore:
    """Bringing back what a backup holds. Cinder brings back as well how the volume was called that was saved."""

    def begin(self, old: Properties, new: Properties) -> Plain:
        """See :class:`Phase`."""
        return {"backup": new["backup_id"]} if differs("backup_id", old, new) else None

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Restore it once, and give it its own name, description and metadata again; a failure shows in its status."""
        volume = f"volumes/{job.shown['id']}"
        if "kept" in doing:
            await job.cinder.put(volume, {"volume": doing["kept"]})
            await job.cinder.put(f"{volume}/metadata", {"metadata": doing["metadata"]})
            return None
        backup = await job.region.names.id(BACKUPS, doing["backup"])
        told = {"restore": {"volume_id": job.shown["id"]}}
        await job.cinder.post(f"backups/{backup}/restore", told, is_item=True)
        metadata = {key: value for key, value in job.shown["metadata"].items() if key not in OWN}
        kept = {"name": job.shown["name"], "description": job.shown["description"] or ""}
        return {**doing, "kept": kept, "metadata": metadata}


class Access:
    """Whether it may be written to."""

    def begin(self, old: Properties, new: Properties) -> Plain:
        """See :class:`Phase`."""
        return {"read_only": new["read_only"]} if differs("read_only", old, new) else None

    async def step(self, job: Job, doing: Plain) -> Plain:
        """Say so; Cinder does it at once."""
        await job.act(**{"os-update_readonly_flag": {"readonly": doing["read_only"]}})
        return None


PHASES: Mapping[str, Phase] = {
    "retype": Retype(),
    "extend": Extend(),
    "apart": Apart({"restore": Restore(), "access": Access()}),
}
"""An update goes through them in this order: a backup may need the room first."""
