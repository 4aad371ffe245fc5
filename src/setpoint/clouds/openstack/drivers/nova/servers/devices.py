"""The disks that a server is made with, as Nova takes them ("Block Device Mapping in Nova" of its documentation)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from setpoint.clouds.openstack.drivers.nova.nova import IMAGES
from setpoint.clouds.openstack.names import Names
from setpoint.model.value import Plain

Device = Mapping[str, Any]
"""One entry of ``block_device_mapping`` or ``block_device_mapping_v2``."""

_TOLD = (
    "device_name",
    "device_type",
    "disk_bus",
    "boot_index",
    "volume_size",
    "delete_on_termination",
    "volume_type",
)
"""What an entry says in Nova's own words."""

_SOURCES = {"volume_id": "volume", "snapshot_id": "snapshot", "image": "image"}


async def requested(wanted: Mapping[str, Plain], names: Names) -> dict[str, Plain]:
    """The parts of a create that tell of disks. Raises ResourceError for an image that is not there."""
    old, new = wanted.get("block_device_mapping"), wanted.get("block_device_mapping_v2")
    found: dict[str, Plain] = {}
    if old:
        found["block_device_mapping"] = [_without_none(device) for device in old]
    if new:
        image = wanted.get("image")
        root = [await _root(image, names)] if image else []
        found["block_device_mapping_v2"] = root + [await _disk(device, names) for device in new]
    return found


async def _root(image: str, names: Names) -> dict[str, Plain]:
    """The image's own disk: beside other disks, Nova wants that to be said."""
    return {
        "uuid": await names.id(IMAGES, image),
        "source_type": "image",
        "destination_type": "local",
        "boot_index": 0,
        "delete_on_termination": True,
    }


async def _disk(device: Device, names: Names) -> dict[str, Plain]:
    told = {key: device[key] for key in _TOLD if device.get(key) is not None}
    for key, source in _SOURCES.items():
        if device.get(key):
            return {
                "uuid": await names.id(IMAGES, device[key]) if key == "image" else device[key],
                "source_type": source,
                "destination_type": "volume",
                "boot_index": 0,
                "delete_on_termination": False,
                **told,
            }
    return {**_blank(device), **told}


def _blank(device: Device) -> dict[str, Plain]:
    """Swap space, or an empty disk, on the server's host."""
    found = {
        "source_type": "blank",
        "destination_type": "local",
        "boot_index": -1,
        "delete_on_termination": True,
        "volume_size": device.get("swap_size") or device.get("ephemeral_size"),
        "guest_format": "swap" if device.get("swap_size") else device.get("ephemeral_format"),
    }
    return _without_none(found)


def _without_none(told: Device) -> dict[str, Plain]:
    return {key: value for key, value in told.items() if value is not None}


def seen(wanted: Sequence[Device], attached: Sequence[Mapping[str, Any]]) -> list[Device]:
    """Of the disks that were wanted, those that are there: of volumes, the server shows which ones it has.

    A volume that is not attached any more, or goes with the server though it should not, makes a difference.
    """
    volumes = {one["id"]: one.get("delete_on_termination") for one in attached}
    return [_seen(device, volumes) for device in wanted if device.get("volume_id") in (None, *volumes)]


def told(attached: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Volumes that a server has, as entries of a template."""
    return [
        {"volume_id": one["id"], "delete_on_termination": bool(one.get("delete_on_termination"))}
        for one in attached
    ]


def _seen(device: Device, volumes: Mapping[str, bool | None]) -> Device:
    goes = volumes.get(device.get("volume_id") or "")
    if device.get("delete_on_termination") is None or goes is None:
        return device
    return {**device, "delete_on_termination": goes}
