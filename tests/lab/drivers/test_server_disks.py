"""The disks of ``OS::Nova::Server``, and ``OS::Cinder::VolumeAttachment``, on a real Nova and Cinder."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Ready
from tests.lab.drivers.ground import COMPUTE, VOLUME, Ground

pytestmark = pytest.mark.lab

SERVER, ATTACHMENT = "OS::Nova::Server", "OS::Cinder::VolumeAttachment"
PLAIN: dict[str, Any] = {"flavor": "m1.nano", "networks": [{"allocate_network": "none"}]}


async def volume(ground: Ground, **told: Any) -> dict[str, Any]:
    made = await ground.make(VOLUME, "volumes", "volume", size=1, name=f"{ground.mark}-vol", **told)
    return await ground.until(VOLUME, f"volumes/{made['id']}", "volume", status="available")


async def bootable(ground: Ground) -> dict[str, Any]:
    """A volume that a server takes for one with a system on it: the lab makes none from images."""
    made = await volume(ground)
    action = {"os-set_bootable": {"bootable": True}}
    await ground.service(VOLUME).post(f"volumes/{made['id']}/action", action, is_item=True)
    return made


async def snapshot(ground: Ground, of: str) -> dict[str, Any]:
    made = await ground.make(VOLUME, "snapshots", "snapshot", volume_id=of, name=f"{ground.mark}-snap")
    return await ground.until(VOLUME, f"snapshots/{made['id']}", "snapshot", status="available")


async def attached(ground: Ground, server: str) -> dict[str, Any]:
    """The volumes of a server, as Nova shows them, by id."""
    listed = await ground.nova.get(f"servers/{server}/os-volume_attachments")
    return {one["volumeId"]: one for one in listed["volumeAttachments"]}


async def test_new_disks(ground: Ground) -> None:
    data = await volume(ground)
    root = {
        "volume_id": (await bootable(ground))["id"],
        "boot_index": 0,
        "delete_on_termination": True,
        "device_name": "vda",
        "device_type": "disk",
        "disk_bus": "virtio",
    }
    more = {"volume_id": data["id"], "boot_index": -1, "delete_on_termination": False}
    saved = {
        "snapshot_id": (await snapshot(ground, data["id"]))["id"],
        "boot_index": -1,
        "delete_on_termination": True,
    }
    server = ground.lead(SERVER, **PLAIN, block_device_mapping_v2=[root, more, saved])
    await server.make()
    disks = await attached(ground, server.physical_id)
    assert len(disks) == 3
    assert disks[data["id"]]["delete_on_termination"] is False
    seen = await server.look()
    assert isinstance(seen, Ready)
    assert seen.seen["block_device_mapping_v2"] == [root, more, saved]

    await ground.nova.delete(f"servers/{server.physical_id}/os-volume_attachments/{data['id']}")
    await server.until(
        lambda seen: isinstance(seen, Ready) and len(seen.seen["block_device_mapping_v2"]) == 2
    )
    await server.remove()


async def test_disks_of_the_old_kind(ground: Ground) -> None:
    root = await bootable(ground)
    disks = [
        {"device_name": "vda", "volume_id": root["id"], "delete_on_termination": False},
        {
            "device_name": "vdb",
            "snapshot_id": (await snapshot(ground, root["id"]))["id"],
            "volume_size": 2,
            "delete_on_termination": True,
        },
    ]
    server = ground.lead(SERVER, **PLAIN, block_device_mapping=disks)
    await server.make()
    found = await attached(ground, server.physical_id)
    assert len(found) == 2
    assert found[root["id"]]["device"] == "/dev/vda"
    assert found[root["id"]]["delete_on_termination"] is False
    seen = await server.look()
    assert isinstance(seen, Ready)
    assert seen.seen["block_device_mapping"] == disks
    await server.remove()


async def test_disks_of_the_host(above: Ground, ground: Ground) -> None:
    told = {
        "name": f"{ground.mark}-roomy",
        "ram": 64,
        "vcpus": 1,
        "disk": 1,
        "swap": 64,
        "OS-FLV-EXT-DATA:ephemeral": 1,
    }
    flavor = await above.make(COMPUTE, "flavors", "flavor", **told)
    disks = [{"ephemeral_size": 1, "ephemeral_format": "ext4"}, {"swap_size": 64}]
    given = {**PLAIN, "flavor": flavor["name"], "image": "cirros"}
    too_much = ground.lead(SERVER, **given, block_device_mapping_v2=[*disks, {"swap_size": 128}])
    with pytest.raises(ResourceError, match=r"[Ss]wap"):
        await too_much.make()
    server = ground.lead(SERVER, **given, block_device_mapping_v2=disks)
    await server.make()
    seen = await server.look()
    assert isinstance(seen, Ready)
    assert seen.seen["block_device_mapping_v2"] == disks
    assert seen.seen["flavor"] == flavor["name"]
    await server.remove()


async def test_the_life_of_an_attachment(ground: Ground) -> None:
    server = ground.lead(SERVER, **PLAIN, image="cirros")
    await server.make()
    data = await volume(ground)
    driver = ground.cloud.driver(ATTACHMENT)
    assert driver is not None
    wanted = {"instance_uuid": server.physical_id, "volume_id": data["name"]}
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed={**wanted, "mountpoint": "/dev/vdc"},
            refused=({"instance_uuid": "x"},),
            failing={**wanted, "volume_id": "nothing"},
            patience=300,
            pause=0.2,
        ),
    )


async def test_an_attachment_goes_over_to_another_server(ground: Ground) -> None:
    first = ground.lead(SERVER, **PLAIN, image="cirros")
    second = ground.lead(SERVER, **PLAIN, image="cirros")
    data = await volume(ground)
    await first.make()
    await second.make()
    one = ground.lead(ATTACHMENT, instance_uuid=first.physical_id, volume_id=data["id"])
    await one.make()
    assert data["id"] in await attached(ground, first.physical_id)
    await one.change(instance_uuid=second.physical_id)
    assert not await attached(ground, first.physical_id)
    assert data["id"] in await attached(ground, second.physical_id)
    await one.remove()
    shown = (await ground.service(VOLUME).get(f"volumes/{data['id']}"))["volume"]
    assert shown["status"] == "available"
