"""What Cinder does with a volume that the lab's does not: refuse late, fail silently, have no backups."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.driver import Facts, Snapshottable, Subject, Want
from setpoint.clouds.openstack.rest.carrier import METADATA_KEY
from setpoint.model.errors import ResourceError, Retry
from setpoint.model.observation import Accepted, Broken, Done, Pending
from tests.clouds.openstack.drivers.standing_in import BLOCK_STORAGE, COMPUTE, Cloud, standing_in

VOLUME = "OS::Cinder::Volume"
AT = f"{BLOCK_STORAGE}/volumes/v"
ATTACHED = f"{COMPUTE}/servers/s/os-volume_attachments"
TOKEN = "5b1f3c5e-1c5f-4a53-9c5e-3f6d0d0c7a11"


def shown(status: str = "available", *servers: str, **more: Any) -> Any:
    attachments = [{"server_id": one, "device": "/dev/vdb"} for one in servers]
    told = {
        "id": "v",
        "status": status,
        "size": 1,
        "name": "vol",
        "description": None,
        "volume_type": "slow",
        "availability_zone": "nova",
        "created_at": "",
        "snapshot_id": None,
        "source_volid": None,
        "encrypted": False,
        "bootable": "false",
        "multiattach": False,
        "metadata": {METADATA_KEY: TOKEN},
        "attachments": attachments,
    }
    return {"volume": {**told, **more}}


def answers(volume: Any, **more: Any) -> dict[str, Any]:
    nothing = {
        f"GET {BLOCK_STORAGE}/messages": {"messages": []},
        f"GET {BLOCK_STORAGE}/snapshots": {"snapshots": []},
        f"GET {BLOCK_STORAGE}/backups/detail": {"backups": []},
        f"PUT {AT}/metadata": {},
        f"PUT {AT}": volume,
        f"POST {AT}/action": (202, None),
    }
    return {f"GET {AT}": volume, **nothing, **more}


def subject(cursor: Any = None, **properties: Any) -> Subject:
    return Subject("v", TOKEN, properties, cursor)


async def go_on(cloud: Cloud, cursor: Any, **wanted: Any) -> Any:
    return await cloud.driver(VOLUME).go_on(subject(cursor), Want(wanted, "vol"))


async def test_a_change_that_came_to_nothing_is_told_with_cinders_own_words() -> None:
    told = {"messages": [{"user_message": "no back end can do that"}]}
    async with standing_in({**answers(shown()), f"GET {BLOCK_STORAGE}/messages": told}) as cloud:
        update: Any = await cloud.driver(VOLUME).update(
            subject(), {"size": 1, "volume_type": "slow"}, {"size": 2, "volume_type": "fast"}
        )
        assert update == Accepted("v", {"todo": [["retype", {}], ["extend", {}]]})
        begun = await go_on(cloud, update.cursor, size=2, volume_type="fast")
        assert begun == Accepted("v", {"todo": [["retype", {"asked": "fast"}], ["extend", {}]]})
        with pytest.raises(ResourceError, match="given the type fast: no back end can do that"):
            await go_on(cloud, begun.cursor, size=2, volume_type="fast")


async def test_the_next_change_begins_when_the_one_before_is_done() -> None:
    async with standing_in(answers(shown(volume_type="fast"))) as cloud:
        todo = [["retype", {"asked": "fast"}], ["extend", {}]]
        begun = await go_on(cloud, {"todo": todo}, size=2, volume_type="fast")
        assert begun == Accepted("v", {"todo": [["extend", {"asked": 2}]]})
        cloud.answers[f"GET {AT}"] = shown("extending", volume_type="fast")
        assert await go_on(cloud, begun.cursor, size=2, volume_type="fast") == begun
        assert cloud.asked.count("POST volumes/v/action") == 1
        cloud.answers[f"GET {AT}"] = shown(volume_type="fast", size=2)
        assert isinstance(await go_on(cloud, begun.cursor, size=2, volume_type="fast"), Done)


@pytest.mark.parametrize("status", ("detaching", "reserved", "backing-up"))
async def test_what_is_to_be_changed_has_to_hold_still_first(status: str) -> None:
    async with standing_in(answers(shown(status))) as cloud:
        driver = cloud.driver(VOLUME)
        waiting = subject({"todo": [["extend", {}]]})
        assert isinstance((await driver.observe([waiting], Facts(0)))[TOKEN], Pending)
        assert await go_on(cloud, waiting.cursor, size=2) == Accepted("v", waiting.cursor)


async def test_a_volume_is_brought_back_to_its_server_with_what_a_backup_held() -> None:
    attached = shown("in-use", "s")
    restored = f"POST {BLOCK_STORAGE}/backups/6a2e5c6e-1f2d-4f7a-9d0c-6a3d5a3c1b11/restore"
    done: dict[str, Any] = {f"DELETE {ATTACHED}/v": (202, None), restored: (202, {}), f"POST {ATTACHED}": {}}
    async with standing_in(answers(attached, **done)) as cloud:
        wanted = {"backup_id": "6a2e5c6e-1f2d-4f7a-9d0c-6a3d5a3c1b11", "read_only": True}
        outcome: Any = await cloud.driver(VOLUME).update(subject(), {}, wanted)
        outcome = await go_on(cloud, outcome.cursor, **wanted)
        assert cloud.asked[-1] == "DELETE servers/s/os-volume_attachments/v"
        cloud.answers[f"GET {AT}"] = shown()
        outcome = await go_on(cloud, outcome.cursor, **wanted)
        assert f"POST {BLOCK_STORAGE}/{cloud.asked[-1].partition(' ')[2]}" == restored
        changed = shown(name="what it was called then", metadata={"src_backup_id": "b"})
        cloud.answers[f"GET {AT}"] = changed
        cloud.answers[f"GET {ATTACHED}/v"] = {"volumeAttachment": {}}
        outcome = await go_on(cloud, outcome.cursor, **wanted)
        assert {"PUT volumes/v", "PUT volumes/v/metadata", "POST volumes/v/action"} <= set(cloud.asked)
        assert "POST servers/s/os-volume_attachments" not in cloud.asked, "Nova still knows the old one"
        del cloud.answers[f"GET {ATTACHED}/v"]
        outcome = await go_on(cloud, outcome.cursor, **wanted)
        assert cloud.asked[-1] == "POST servers/s/os-volume_attachments"
        cloud.answers[f"GET {AT}"] = shown("in-use", "s")
        assert isinstance(await go_on(cloud, outcome.cursor, **wanted), Done)


async def test_a_volume_that_its_server_keeps_is_told() -> None:
    done = {
        f"DELETE {ATTACHED}/v": (202, None),
        f"GET {COMPUTE}/servers/s/os-instance-actions": {"instanceActions": []},
    }
    async with standing_in(answers(shown("in-use", "s"), **done)) as cloud:
        outcome: Any = await cloud.driver(VOLUME).update(subject(), {}, {"read_only": True})
        outcome = await go_on(cloud, outcome.cursor, read_only=True)
        with pytest.raises(ResourceError, match="could not be detached") as refused:
            await go_on(cloud, outcome.cursor, read_only=True)
        assert "server s" in refused.value.diagnostic.detail


async def test_a_volume_that_its_server_does_not_take_back_is_told() -> None:
    done: dict[str, Any] = {
        f"POST {ATTACHED}": {},
        f"GET {COMPUTE}/servers/s/os-instance-actions": {"instanceActions": []},
    }
    async with standing_in(answers(shown(), **done)) as cloud:
        todo = [["apart", {"then": [], "back": [["s", "/dev/vdb"]]}]]
        outcome = await go_on(cloud, {"todo": todo})
        with pytest.raises(ResourceError, match="could not be attached again"):
            await go_on(cloud, outcome.cursor)


async def test_a_cloud_without_backups_says_so() -> None:
    no_service = (503, {"serviceUnavailable": {"message": "Service cinder-backup could not be found."}})
    async with standing_in({**answers(shown()), f"POST {BLOCK_STORAGE}/backups": no_service}) as cloud:
        driver = cloud.driver(VOLUME)
        assert isinstance(driver, Snapshottable)
        with pytest.raises(ResourceError, match="makes no backups") as refused:
            await driver.snapshot(subject(), "token")
        assert "Retain" in refused.value.diagnostic.advice


async def test_a_backup_that_failed_says_why_and_is_removed() -> None:
    backup = {
        "id": "b",
        "status": "error",
        "fail_reason": "the store is full",
        "description": "of volume v (setpoint:token)",
    }
    more = {f"GET {BLOCK_STORAGE}/backups/detail": {"backups": [backup]}}
    async with standing_in({**answers(shown()), **more}) as cloud:
        driver = cloud.driver(VOLUME)
        assert isinstance(driver, Snapshottable)
        with pytest.raises(ResourceError, match="the store is full"):
            await driver.snapshot(subject(), "token")
        assert cloud.asked[-1] == "DELETE backups/b"


async def test_a_volume_that_could_not_be_made_is_saved_as_nothing() -> None:
    async with standing_in(answers(shown("error"))) as cloud:
        driver = cloud.driver(VOLUME)
        assert isinstance(driver, Snapshottable)
        assert await driver.snapshot(subject(), "token") == {}
        await driver.drop_snapshot({})
        seen = (await driver.observe([subject()], Facts(0)))[TOKEN]
        assert isinstance(seen, Broken)


@pytest.mark.parametrize(
    ("volume", "why"),
    (
        (shown("in-use", "s"), "is attached"),
        (shown(group_id="g"), "must not be"),
    ),
)
async def test_why_a_volume_stays(volume: Any, why: str) -> None:
    refused = (400, {"badRequest": {"message": "it must not be this, or that"}})
    async with standing_in({**answers(volume), f"DELETE {AT}": refused}) as cloud:
        with pytest.raises(ResourceError, match=why):
            await cloud.driver(VOLUME).delete(subject())


@pytest.mark.parametrize("status", ("available", "detaching", "creating"))
async def test_a_volume_that_will_be_free_in_a_moment_is_asked_for_again(status: str) -> None:
    refused = (400, {"badRequest": {"message": "it must not be this, or that"}})
    async with standing_in({**answers(shown(status)), f"DELETE {AT}": refused}) as cloud:
        with pytest.raises(Retry):
            await cloud.driver(VOLUME).delete(subject())
