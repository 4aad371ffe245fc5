"""What is done to a volume while a server has it, on a real Cinder and Nova."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.model.errors import ResourceError
from setpoint.model.observation import Ready
from tests.lab.drivers.ground import Ground

pytestmark = pytest.mark.lab

TYPE, ATTACHMENT = "OS::Cinder::Volume", "OS::Cinder::VolumeAttachment"


async def test_it_grows_in_its_server_and_leaves_it_only_where_it_must(ground: Ground) -> None:
    told: dict[str, Any] = {"flavor": "m1.nano", "networks": [{"allocate_network": "none"}]}
    server = await ground.lead("OS::Nova::Server", image="cirros", **told).make()
    volume = await ground.lead(TYPE, size=1).make()
    plugged = ground.lead(
        ATTACHMENT, instance_uuid=server.physical_id, volume_id=volume.physical_id, mountpoint="/dev/vdc"
    )
    await plugged.make()
    with pytest.raises(ResourceError, match="is attached") as refused:
        await volume.driver.delete(volume.subject)
    assert server.physical_id in refused.value.diagnostic.detail

    (before,) = await attachments(volume)
    await volume.change(size=2)
    assert await attachments(volume) == [before], "it grew where it was"
    await volume.change(read_only=True)
    (after,) = await attachments(volume)
    assert after["attachment_id"] != before["attachment_id"], "only a detached volume can be told"
    assert (after["server_id"], after["device"]) == (before["server_id"], before["device"])
    seen = await volume.look()
    assert isinstance(seen, Ready)
    assert seen.seen == {"metadata": {}, "read_only": True, "size": 2}
    assert isinstance(await plugged.look(), Ready)

    await volume.change(backup_id=(await ground.saved(volume))["backup"])
    (again,) = await attachments(volume)
    assert again["attachment_id"] != after["attachment_id"], "nor is a backup brought back in a server"
    assert (again["server_id"], again["device"]) == (before["server_id"], before["device"])
    assert await volume.driver.find(volume.token, volume.want) is not None, "it bears its token again"
    for one in (plugged, volume, server):
        await one.remove()


async def attachments(volume: Any) -> list[dict[str, Any]]:
    seen = await volume.look()
    assert isinstance(seen, Ready)
    assert seen.attributes["status"] == "in-use"
    return list(seen.attributes["attachments_list"])
