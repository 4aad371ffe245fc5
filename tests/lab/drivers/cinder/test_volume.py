"""``OS::Cinder::Volume`` on a real Cinder."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Gone, Ready
from tests.lab.drivers.ground import IMAGE, VOLUME, Ground, patiently

pytestmark = pytest.mark.lab

TYPE = "OS::Cinder::Volume"


async def ready(one: Any) -> Ready:
    seen = await one.until(lambda seen: isinstance(seen, Ready))
    assert isinstance(seen, Ready)
    return seen


async def another_type(above: Ground, **specs: str) -> str:
    told = {"volume_backend_name": "fake", **specs}
    made = await above.make(VOLUME, "types", "volume_type", name=f"{above.mark}-type", extra_specs=told)
    return str(made["name"])


async def test_its_life(above: Ground, ground: Ground) -> None:
    driver = ground.cloud.driver(TYPE)
    assert driver is not None
    kind = await another_type(above)
    wanted = {
        "name": f"{ground.mark}-volume",
        "description": "what it is for",
        "size": 1,
        "availability_zone": "nova",
        "volume_type": "fake",
        "metadata": {"a": "b", "number": 7},
        "read_only": True,
        "scheduler_hints": {"query": "true"},
    }
    changed = {
        **wanted,
        "name": f"{ground.mark}-other",
        "description": "what else",
        "size": 2,
        "volume_type": kind,
        "metadata": {"a": "c"},
        "read_only": False,
    }
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed=changed,
            replaced={**wanted, "availability_zone": "elsewhere"},
            refused=({}, {"size": 0}, {"size": 1, "image": "a", "snapshot_id": "b"}),
            failing={"size": 1, "volume_type": "nothing"},
            patience=300,
            pause=0.2,
        ),
    )


async def test_what_it_offers_and_drift(ground: Ground) -> None:
    volume = await ground.lead(TYPE, size=1, description="old", metadata={"a": "b"}, read_only=True).make()
    attributes = (await ready(volume)).attributes
    assert attributes["metadata_values"] == {"a": "b"}, "neither the token nor what Cinder put there"
    assert attributes["metadata"] == '{"a": "b"}'
    assert attributes["display_name"] == volume.want.name
    assert attributes["display_description"] == "old"
    assert attributes["size"] == "1"
    assert attributes["volume_type"] == "fake"
    assert attributes["status"] == "available"
    assert attributes["bootable"] == "false"
    assert attributes["encrypted"] == "False"
    assert attributes["attachments_list"] == []
    assert attributes["multiattach"] is False
    assert attributes["snapshot_id"] == ""

    cinder, path = ground.service(VOLUME), f"volumes/{volume.physical_id}"
    await cinder.put(path, {"volume": {"description": "new"}})
    await cinder.post(f"{path}/metadata", {"metadata": {"a": "c", "more": "d"}})
    await cinder.post(f"{path}/action", {"os-update_readonly_flag": {"readonly": False}}, is_item=True)
    await cinder.post(f"{path}/action", {"os-extend": {"new_size": 2}}, is_item=True)
    seen = await ready(volume)
    changed = {"description": "new", "metadata": {"a": "c", "more": "d"}, "read_only": False, "size": 2}
    assert seen.seen == changed
    with pytest.raises(ResourceError, match="cannot shrink"):
        await volume.change()
    volume.cursor, volume.since = None, 0.0  # the engine gives it up as well
    await volume.change(size=2)
    back = {"description": "old", "metadata": {"a": "b"}, "read_only": True, "size": 2}
    assert (await ready(volume)).seen == back
    found = await volume.driver.find(volume.token, volume.want)
    assert found is not None, "an update leaves the token where it is"
    await cinder.delete(path)
    await volume.until(lambda seen: isinstance(seen, Gone))


async def test_what_it_is_made_from(ground: Ground) -> None:
    image = await ground.make(
        IMAGE, "images", "", name=f"{ground.mark}-image", disk_format="raw", container_format="bare"
    )
    glance = ground.service(IMAGE)
    stream = {"Content-Type": "application/octet-stream"}
    await glance.send("PUT", f"images/{image['id']}/file", headers=stream, content=b"a system")
    first = await ground.lead(TYPE, size=1, image=image["name"], name=f"{ground.mark}-first").make()
    assert (await ready(first)).attributes["bootable"] == "true"

    snapshot = await ground.make(
        VOLUME, "snapshots", "snapshot", volume_id=first.physical_id, name=f"{ground.mark}-snap"
    )
    await ground.until(VOLUME, f"snapshots/{snapshot['id']}", "snapshot", status="available")
    with pytest.raises(ResourceError, match="has snapshots") as refused:
        await first.remove()
    assert snapshot["name"] in refused.value.diagnostic.detail
    second = await ground.lead(TYPE, snapshot_id=snapshot["name"]).make()
    third = await ground.lead(TYPE, source_volid=f"{ground.mark}-first", size=2).make()
    attributes = (await ready(second)).attributes
    assert attributes["snapshot_id"] == snapshot["id"]
    assert attributes["size"] == "1"
    attributes = (await ready(third)).attributes
    assert attributes["source_volid"] == first.physical_id
    assert attributes["size"] == "2"
    with pytest.raises(ResourceError, match="no image 'nothing'"):
        await ground.lead(TYPE, size=1, image="nothing").make()
    for one in (third, second):
        await one.remove()
    await ground.service(VOLUME).delete(f"snapshots/{snapshot['id']}")
    await patiently(first.remove)


async def test_more_than_one_server_may_have_it(above: Ground, ground: Ground) -> None:
    kind = await another_type(above, multiattach="<is> True")
    volume = await ground.lead(TYPE, size=1, volume_type=kind, multiattach=True).make()
    assert (await ready(volume)).attributes["multiattach"] is True
    for told in ({"volume_type": "fake"}, {}):
        with pytest.raises(ResourceError, match="volumes of type fake cannot be attached more than once"):
            await ground.lead(TYPE, size=1, multiattach=True, **told).make()
    await volume.remove()


async def test_backups(ground: Ground) -> None:
    volume = await ground.lead(TYPE, size=1, name=f"{ground.mark}-saved").make()
    saved = await ground.saved(volume)
    copy = await ground.lead(TYPE, backup_id=saved["backup"], metadata={"a": "b"}).make()
    seen = await ready(copy)
    assert seen.attributes["size"] == "1"
    assert seen.attributes["display_name"] == copy.want.name, "not that of the volume that was saved"
    assert seen.seen == {"metadata": {"a": "b"}}
    found = await copy.driver.find(copy.token, copy.want)
    assert found is not None
    assert found.physical_id == copy.physical_id
    other = await ground.lead(TYPE, size=1).make()
    await other.change(backup_id=saved["backup"])
    assert (await ready(other)).attributes["display_name"] == other.want.name
    await volume.remove()
    backup = (await ground.service(VOLUME).get(f"backups/{saved['backup']}"))["backup"]
    assert backup["status"] == "available", "it outlives its volume"
    for one in (copy, other):
        await one.remove()
