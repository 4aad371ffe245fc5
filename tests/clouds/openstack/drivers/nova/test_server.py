"""Servers on Novas that are not at hand: one that keeps what was deleted, one that is in pieces, one that is old."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.driver import Facts, Preparing, Subject, Want
from setpoint.model.errors import LostAnswer, ResourceError
from setpoint.model.observation import Accepted, Broken, Done, Gone, Pending
from tests.clouds.openstack.drivers.standing_in import COMPUTE, NETWORK, Cloud, standing_in

SERVER = "OS::Nova::Server"
PATH = f"{COMPUTE}/servers/s"
NET, SUBNET = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"


def shown(status: str, **more: Any) -> Any:
    return {"server": {"id": "s", "status": status, "updated": "2026-01-01T00:00:00Z", "tags": [], **more}}


def subject(cursor: Any = None, **properties: Any) -> Subject:
    return Subject("s", "token", {"networks": None, **properties}, cursor, {}, 1.0)


async def look(cloud: Cloud, one: Subject, later: float = 0) -> Any:
    return (await cloud.driver(SERVER).observe([one], Facts(10.0**9 + later)))["token"]


async def test_what_nova_would_keep_after_a_delete_is_deleted_for_good() -> None:
    answers = {f"DELETE {PATH}": (204, None), f"POST {PATH}/action": (202, None)}
    async with standing_in(answers) as cloud:
        driver = cloud.driver(SERVER)
        begun = await driver.delete(subject())
        assert isinstance(begun, Accepted)
        cloud.answers[f"GET {PATH}"] = shown("SOFT_DELETED")
        deleted = subject(begun.cursor)
        assert await look(cloud, deleted) == Gone()
        assert await driver.go_on(deleted, Want({}, "s")) == begun
        assert cloud.asked[-1] == "POST servers/s/action"
        cloud.answers[f"GET {PATH}"] = shown("SOFT_DELETED", **{"OS-EXT-STS:task_state": "deleting"})
        assert isinstance(await look(cloud, deleted, 5), Pending)
        del cloud.answers[f"GET {PATH}"]
        assert await look(cloud, deleted, 9) == Gone()
        assert await driver.go_on(deleted, Want({}, "s")) == Done("s")
        assert cloud.asked.count("POST servers/s/action") == 1


async def test_ports_that_were_brought_go_when_the_server_is_gone() -> None:
    networks = [{"subnet": "sub"}]
    answers = {
        f"GET {PATH}": shown("ACTIVE", tags=["setpoint:token"]),
        f"DELETE {PATH}": (204, None),
        f"GET {NETWORK}/ports": {"ports": [{"id": "port", "device_id": ""}]},
        f"DELETE {NETWORK}/ports/port": (204, None),
    }
    async with standing_in(answers) as cloud:
        driver = cloud.driver(SERVER)
        begun = await driver.delete(subject(networks=networks))
        assert isinstance(begun, Accepted)
        assert await driver.go_on(subject(begun.cursor), Want({"networks": networks}, "s")) == Done("s")
        assert cloud.asked == ["GET servers/s", "DELETE servers/s", "GET ports", "DELETE ports/port"]


async def test_ports_that_another_one_has_brought_for_an_adopted_server_go_with_it() -> None:
    networks = [{"subnet": SUBNET}, {"network": NET}]
    its = {"device_id": "s", "device_owner": "compute:nova", "network_id": NET, "mac_address": "m"}
    ports = [
        {**its, "id": "brought", "fixed_ips": [{"subnet_id": SUBNET, "ip_address": "10.0.0.1"}]},
        {**its, "id": "novas", "fixed_ips": [{"subnet_id": "another", "ip_address": "10.0.1.1"}]},
    ]
    answers = {
        f"GET {PATH}": shown("ACTIVE"),
        f"DELETE {PATH}": (204, None),
        f"GET {NETWORK}/ports": {"ports": ports},
        f"DELETE {NETWORK}/ports/brought": (204, None),
    }
    async with standing_in(answers) as cloud:
        driver = cloud.driver(SERVER)
        begun = await driver.delete(subject(networks=networks))
        assert isinstance(begun, Accepted)
        cloud.answers[f"GET {NETWORK}/ports"] = {"ports": []}
        assert await driver.go_on(subject(begun.cursor), Want({"networks": networks}, "s")) == Done("s")
        assert [one for one in cloud.asked if one.startswith("DELETE")] == [
            "DELETE servers/s",
            "DELETE ports/brought",
        ]


@pytest.mark.parametrize("status", ("DELETED", "SOFT_DELETED"))
async def test_what_is_deleted_and_still_listed_is_not_found_by_its_token(status: str) -> None:
    listed = {"servers": [shown(status, tags=["setpoint:token"])["server"]]}
    async with standing_in({f"GET {COMPUTE}/servers/detail": listed}) as cloud:
        assert await cloud.driver(SERVER).find("token", Want({}, "s")) is None
        listed["servers"][0]["status"] = "BUILD"
        assert isinstance(await cloud.driver(SERVER).find("token", Want({}, "s")), Accepted)


async def test_a_server_in_a_cell_that_cannot_be_reached_is_not_gone() -> None:
    async with standing_in({f"GET {PATH}": shown("UNKNOWN")}) as cloud:
        assert isinstance(await look(cloud, subject()), Pending)


async def test_why_a_server_does_not_work_is_waited_for() -> None:
    broken = shown("ERROR", updated="2001-09-09T01:46:38Z", flavor={"id": "1"}, addresses={})
    async with standing_in({f"GET {PATH}": broken, f"GET {NETWORK}/ports": {"ports": []}}) as cloud:
        assert isinstance(await look(cloud, subject()), Pending), "two seconds later Nova has not said it"
        broken["server"]["fault"] = {"message": "No valid host was found. There are not enough hosts."}
        seen = await look(cloud, subject(), 1)
        assert isinstance(seen, Broken)
        assert "not enough hosts. No host has room" in seen.why


WANTED: dict[str, Any] = {
    "flavor": "00000000-0000-4000-8000-000000000001",
    "image": "00000000-0000-4000-8000-000000000002",
    "networks": [{"allocate_network": "none"}],
}


@pytest.mark.parametrize(
    ("newest", "more", "why"),
    (
        ("2.51", {}, "makes servers without tags"),
        (
            "2.60",
            {"block_device_mapping_v2": [{"swap_size": 1, "volume_type": "t"}]},
            "knows no volume types",
        ),
        (
            "2.96",
            {"block_device_mapping_v2": [{"swap_size": 1, "volume_type": "t"}], "personality": {"/a": "b"}},
            "both files and a disk of a volume type",
        ),
        ("2.96", {"reservation_id": "r-1"}, "reservation_id cannot be given"),
    ),
)
async def test_what_cannot_be_made_is_refused_before_anything_is(newest: str, more: Any, why: str) -> None:
    async with standing_in({}, newest) as cloud:
        with pytest.raises(ResourceError, match=why):
            await cloud.driver(SERVER).create(Want({**WANTED, **more}, "s"), "token")
        assert not [one for one in cloud.asked if one.startswith("POST")]


async def test_an_answer_that_is_lost_leaves_the_ports_until_it_is_known_that_nothing_was_made() -> None:
    subnet, net = "00000000-0000-4000-8000-000000000003", "00000000-0000-4000-8000-000000000004"
    answers = {
        f"GET {NETWORK}/subnets": {"subnets": [{"id": subnet, "network_id": net}]},
        f"POST {NETWORK}/ports": {"ports": [{"id": "port", "name": "s-port-0"}]},
        f"POST {COMPUTE}/servers": (504, None),
        f"GET {COMPUTE}/servers/detail": {"servers": []},
        f"GET {NETWORK}/ports": {"ports": [{"id": "port", "device_id": ""}]},
        f"DELETE {NETWORK}/ports/port": (204, None),
    }
    want = Want({**WANTED, "networks": [{"subnet": subnet}]}, "s")
    async with standing_in(answers) as cloud:
        driver = cloud.driver(SERVER)
        with pytest.raises(LostAnswer):
            await driver.create(want, "token")
        assert "DELETE ports/port" not in cloud.asked, "the server may be there, and stand on it"
        assert await driver.find("token", want) is None
        assert "DELETE ports/port" not in cloud.asked, "it may still be made"
        assert isinstance(driver, Preparing)
        await driver.clear_up("token", want)
        assert cloud.asked[-1] == "DELETE ports/port"
        cloud.answers[f"POST {COMPUTE}/servers"] = (
            403,
            {"forbidden": {"message": "Quota exceeded for cores"}},
        )
        with pytest.raises(ResourceError, match="Quota"):
            await driver.create(want, "token")
        assert cloud.asked[-1] == "DELETE ports/port"


async def test_what_was_just_begun_does_not_put_off_looks_at_what_has_waited() -> None:
    now, listed = 10.0**9, [shown("BUILD")["server"], {**shown("BUILD")["server"], "id": "new"}]
    answers = {f"GET {COMPUTE}/servers/detail": {"servers": listed}}
    begun = Subject("new", "other", {"networks": None}, None, {}, now - 0.1)
    waiting = Subject("s", "token", {"networks": None}, None, {}, now - 5)
    async with standing_in(answers) as cloud:
        driver = cloud.driver(SERVER)
        await driver.observe([begun], Facts(now))
        assert cloud.asked == [], "it is certain to be on its way"
        await driver.observe([waiting, begun], Facts(now))
        assert cloud.asked == ["GET servers/detail"]
