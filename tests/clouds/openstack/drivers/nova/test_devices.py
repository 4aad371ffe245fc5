"""The disks of a server as Nova is told of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from setpoint.clouds.openstack.drivers.nova.servers import devices


class Images:
    """Names of images."""

    async def id(self, _things: Any, name: str) -> str:
        return f"id-of-{name}"


def requested(**wanted: Any) -> Any:
    return asyncio.run(devices.requested(wanted, Images()))  # type: ignore[arg-type]


VOLUME = {
    "source_type": "volume",
    "destination_type": "volume",
    "boot_index": 0,
    "delete_on_termination": False,
}
BLANK = {"source_type": "blank", "destination_type": "local", "boot_index": -1, "delete_on_termination": True}


@pytest.mark.parametrize(
    ("device", "told"),
    (
        ({"volume_id": "v"}, {**VOLUME, "uuid": "v"}),
        ({"volume_id": "v", "boot_index": -1}, {**VOLUME, "uuid": "v", "boot_index": -1}),
        (
            {"snapshot_id": "s", "volume_size": 4, "delete_on_termination": True},
            {
                **VOLUME,
                "uuid": "s",
                "source_type": "snapshot",
                "volume_size": 4,
                "delete_on_termination": True,
            },
        ),
        (
            {
                "image": "cirros",
                "volume_type": "fast",
                "device_name": "vda",
                "disk_bus": "scsi",
                "device_type": "disk",
            },
            {
                **VOLUME,
                "uuid": "id-of-cirros",
                "source_type": "image",
                "volume_type": "fast",
                "device_name": "vda",
                "disk_bus": "scsi",
                "device_type": "disk",
            },
        ),
        ({"swap_size": 64}, {**BLANK, "guest_format": "swap", "volume_size": 64}),
        ({"ephemeral_size": 2}, {**BLANK, "volume_size": 2}),
        ({"ephemeral_format": "xfs"}, {**BLANK, "guest_format": "xfs"}),
    ),
)
def test_a_disk(device: dict[str, Any], told: dict[str, Any]) -> None:
    given = {"device_name": None, "volume_size": None, **device}
    assert requested(block_device_mapping_v2=[given]) == {"block_device_mapping_v2": [told]}


def test_beside_other_disks_the_image_is_one() -> None:
    disks = requested(image="cirros", block_device_mapping_v2=[{"swap_size": 1}])["block_device_mapping_v2"]
    assert disks[0] == {
        "uuid": "id-of-cirros",
        "source_type": "image",
        "destination_type": "local",
        "boot_index": 0,
        "delete_on_termination": True,
    }
    assert requested(image="cirros") == {}


def test_disks_of_the_old_kind_are_told_as_they_are() -> None:
    device = {"device_name": "vda", "volume_id": "v", "snapshot_id": None, "delete_on_termination": True}
    told = {"device_name": "vda", "volume_id": "v", "delete_on_termination": True}
    assert requested(block_device_mapping=[device]) == {"block_device_mapping": [told]}


def test_what_is_seen_of_them() -> None:
    wanted: list[Any] = [
        {"volume_id": "a", "delete_on_termination": False},
        {"volume_id": "b"},
        {"swap_size": 1},
    ]
    attached = [{"id": "a", "delete_on_termination": True}, {"id": "c", "delete_on_termination": False}]
    assert devices.seen(wanted, attached) == [
        {"volume_id": "a", "delete_on_termination": True},
        {"swap_size": 1},
    ]
