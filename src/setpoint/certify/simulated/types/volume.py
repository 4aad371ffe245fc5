"""``OS::Cinder::Volume``: a disk. Attachments, and servers that boot from it, keep it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import Phase, SimulatedType, describe, need, offered
from setpoint.certify.simulated.types.volume_type import takes_several, type_named
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain


class Volume(SimulatedType):
    """A volume: it grows, and never shrinks."""

    name = "OS::Cinder::Volume"
    title = "volume"
    offered = ("image", "volume_type", "availability_zone")
    building = Phase("creating", "available")
    seconds = (1.0, 4.0)
    seconds_to_go = (1.0, 3.0)
    snapshots = "backup"

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a volume without size or source, and one that would shrink."""
        wanted = thing.properties
        offered(world, "image", wanted.get("image"))
        _refuse_type(world, thing)
        offered(world, "availability_zone", wanted.get("availability_zone"))
        source = _source(world, thing) if before is None else before
        size = wanted.get("size") or (source.state["size"] if source else None)
        if size is None:
            raise refusals.bad_request("a volume needs a size", advice="give size, source_volid or backup_id")
        if source is not None and size < source.state["size"]:
            why = f"{describe(Volume, thing)} cannot be of {size} GiB"
            raise refusals.bad_request(
                why, detail=f"{source.state['size']} GiB are there, and it cannot shrink"
            )
        thing.state["size"] = size
        thing.usage = self.usage({"size": size, "volume_type": wanted.get("volume_type")})

    def usage(self, properties: Mapping[str, Plain]) -> dict[str, int]:
        """See :meth:`SimulatedType.usage`; a size that follows from a source is not known beforehand."""
        size, kind = properties.get("size"), properties.get("volume_type")
        takes = {"volumes": 1, **({"gigabytes": size} if isinstance(size, int) else {})}
        return {**takes, **({f"{what}_{kind}": amount for what, amount in takes.items()} if kind else {})}

    def phase(self, before: Thing, after: Thing) -> Phase | None:
        """Growing, changing the type and bringing a backup back take time."""
        if after.properties.get("backup_id") != before.properties.get("backup_id"):
            return Phase("restoring-backup", "available")
        if after.state["size"] != before.state["size"]:
            return Phase("extending", "available")
        changes_type = after.properties.get("volume_type") != before.properties.get("volume_type")
        return Phase("retyping", "available") if changes_type else None

    def may_go(self, world: World, thing: Thing) -> None:
        """Refuse while the service is at work on it."""
        if thing.work is not None:
            raise refusals.busy(describe(Volume, thing), thing.status)

    def status(self, world: World, thing: Thing) -> str:
        """In use while anybody holds it."""
        held = thing.status == "available" and world.bound_to(thing.id, bond=Bond.HOLDS)
        return "in-use" if held else thing.status

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Heat shows what Cinder has; most of it as text."""
        wanted = thing.properties
        metadata = wanted.get("metadata") or {}
        attachments = [
            {
                "id": one.id,
                "server_id": one.state["server"],
                "device": one.state["device"],
                "volume_id": thing.id,
            }
            for one in world.bound_to(thing.id, "OS::Cinder::VolumeAttachment")
        ]
        return {
            "attachments": json.dumps(attachments),
            "attachments_list": attachments,
            "availability_zone": wanted.get("availability_zone", "nova"),
            "bootable": str(bool(wanted.get("image"))).lower(),
            "created_at": datetime.fromtimestamp(thing.created_at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
            "display_description": wanted.get("description", ""),
            "display_name": thing.name,
            "encrypted": "False",
            "metadata": json.dumps(metadata),
            "metadata_values": metadata,
            "multiattach": bool(wanted.get("multiattach")),
            "size": str(thing.state["size"]),
            "snapshot_id": wanted.get("snapshot_id") or "",
            "source_volid": wanted.get("source_volid") or "",
            "status": self.status(world, thing),
            "volume_type": wanted.get("volume_type") or "simulated",
        }


def attached(volume: Thing, server: str) -> str:
    """The claim of whoever has a volume: one alone, or with multiattach one a server."""
    return (
        f"volume {volume.id} at {server}" if volume.properties.get("multiattach") else f"volume {volume.id}"
    )


def _refuse_type(world: World, volume: Thing) -> None:
    """Refuse a type that there is not; one that was made here is kept, and says whether several may have the volume."""
    wanted = volume.properties.get("volume_type")
    made = type_named(world, wanted) if wanted else None
    if made is None:
        offered(world, "volume_type", wanted)
        return
    volume.bonds[made.id] = Bond.HOLDS
    if volume.properties.get("multiattach") and not takes_several(made):
        raise refusals.bad_request(f"volumes of type {made.name} cannot be attached more than once")


def _source(world: World, volume: Thing) -> Thing | None:
    """What the volume is made from; refuses what is not there."""
    wanted = volume.properties
    if wanted.get("source_volid"):
        return need(world, Volume, wanted["source_volid"], None, volume)
    for name, kind in (("backup_id", "backup"), ("snapshot_id", "snapshot")):
        if wanted.get(name) and world.get(kind, wanted[name]) is None:
            raise refusals.unknown(kind, wanted[name])
    return world.get("backup", wanted["backup_id"]) if wanted.get("backup_id") else None
