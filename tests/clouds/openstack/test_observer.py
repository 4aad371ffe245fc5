"""What waits in several stacks of a project is looked at together, by a connection of any of them that works."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import web

from setpoint.clouds.driver import Facts, Subject
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.clouds.openstack.observer import Observatory
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Observation, Pending, Ready
from tests.clouds.openstack.client.serving import Serving, serving
from tests.waiting import until_true

LISTS = "/volumes/detail"


SHOWN = (
    *(
        "availability_zone",
        "bootable",
        "created_at",
        "description",
        "encrypted",
        "name",
        "size",
        "snapshot_id",
    ),
    *("source_volid", "volume_type"),
)


class Cinder:
    """A Cinder with its Keystone, where whoever has a user's name has a token that is called the same."""

    def __init__(self) -> None:
        self.roles: dict[str, str] = {}
        self.over: set[str] = set()
        """Users whose tokens are not good, and who get no other."""
        self.status = "available"
        self.asked: list[tuple[str, str]] = []
        """Who looked at what."""
        self.hold: asyncio.Event | None = None
        """What looks wait for."""
        self.url = ""
        self.observatory = Observatory()
        self.stacks: list[OpenStackCloud] = []

    async def answer(self, request: web.BaseRequest, server: Serving) -> web.Response:
        if request.path.endswith("/auth/tokens"):
            told = await request.json()
            user = told["auth"]["identity"]["password"]["user"]["name"]
            status = 401 if user in self.over else 201
            return web.json_response(self._token(user), status=status, headers={"X-Subject-Token": user})
        if request.path.endswith("/v3/"):
            return web.json_response({"versions": [{"version": "3.70"}]})
        who = request.headers["X-Auth-Token"]
        if who in self.over:
            return web.json_response({"error": {"message": "who?"}}, status=401)
        path = request.path.partition("/v3")[2]
        self.asked.append((who, path))
        if self.hold is not None:
            await self.hold.wait()
        if path == LISTS:
            return web.json_response({"volumes": [self._volume(one) for one in range(100)]})
        return web.json_response({"volume": self._volume(int(path.rpartition("/")[2]))})

    def _volume(self, number: int) -> Any:
        shown = {"id": str(number), "status": self.status, "metadata": {}, "attachments": []}
        return {**dict.fromkeys(SHOWN, ""), **shown}

    def _token(self, user: str) -> Any:
        endpoints = [{"interface": "public", "region": "one", "url": f"{self.url}/cinder/v3"}]
        return {
            "token": {
                "expires_at": "2999-01-01T00:00:00.000000Z",
                "catalog": [{"type": "block-storage", "endpoints": endpoints}],
                "project": {"id": "p"},
                "roles": [{"name": self.roles.get(user, "member")}],
            }
        }

    async def stack(self, user: str) -> OpenStackCloud:
        """The cloud of one more stack, which is driven as ``user``."""
        auth = {"auth_url": f"{self.url}/v3", "username": user, "password": "p", "project_name": "p"}
        one = OpenStackCloud("c", CloudConfig("c", "one", auth=auth), observatory=self.observatory)
        self.stacks.append(one)
        await one.open(lambda _tokens: None)
        return one


@pytest.fixture
async def cinder() -> AsyncIterator[Cinder]:
    """Return one, with no stacks yet."""
    one = Cinder()
    async with serving(one.answer) as server:
        one.url = server.url
        yield one
        for stack in one.stacks:
            await stack.close()


def waiting(number: int) -> Subject:
    return Subject(str(number), f"token {number}", {"size": 1}, since=time.time() - 20)


async def watch(stack: OpenStackCloud, *subjects: Subject) -> Mapping[str, Observation]:
    driver = stack.driver("OS::Cinder::Volume")
    assert driver is not None
    return await stack.watch(driver, subjects, Facts(time.time()))


async def test_one_look_for_all_stacks_of_a_project(cinder: Cinder) -> None:
    stacks = [await cinder.stack("ann") for _ in range(20)]
    seen = await asyncio.gather(*(watch(one, waiting(number)) for number, one in enumerate(stacks)))
    assert [*map(list, seen)] == [[f"token {number}"] for number in range(20)], "each sees its own"
    assert all(isinstance(one, Ready) for each in seen for one in each.values())
    assert cinder.asked == [("ann", LISTS)]


async def test_no_more_looks_a_second_than_for_one_stack(cinder: Cinder) -> None:
    cinder.status = "creating"
    stacks = [await cinder.stack("ann") for _ in range(20)]
    for _again in range(5):
        seen = await asyncio.gather(*(watch(one, waiting(number)) for number, one in enumerate(stacks)))
    assert len(cinder.asked) == 2
    late = [one for each in seen for one in each.values()]
    assert all(isinstance(one, Pending) and one.look_at for one in late), "they are told when to come again"


async def test_the_next_one_looks_where_a_credential_is_over(cinder: Cinder) -> None:
    ann, bob = await cinder.stack("ann"), await cinder.stack("bob")
    cinder.over.add("ann")
    seen = await asyncio.gather(watch(ann, waiting(1)), watch(bob, waiting(2)))
    assert isinstance(seen[0]["token 1"], Ready)
    assert isinstance(seen[1]["token 2"], Ready)
    assert {who for who, _ in cinder.asked} == {"bob"}
    await asyncio.wait_for(until_refused(cinder, bob), 20)


async def until_refused(cinder: Cinder, stack: OpenStackCloud) -> None:
    """Nobody's credential is good any more, which is told by the next look; until then it is too early for one."""
    cinder.over |= {"ann", "bob"}
    seen: Mapping[str, Observation] = {"token 1": Pending("not yet")}
    with pytest.raises(ResourceError, match="does not accept the credentials"):  # noqa: PT012 - when, is the pace's
        while isinstance(seen["token 1"], Pending):
            seen = await watch(stack, waiting(1))


async def test_the_next_one_looks_where_a_stack_is_done_meanwhile(cinder: Cinder) -> None:
    ann, bob = await cinder.stack("ann"), await cinder.stack("bob")
    cinder.hold = asyncio.Event()
    looking = asyncio.gather(watch(ann, waiting(1)), watch(bob, waiting(2)), return_exceptions=True)
    await until_true(lambda: cinder.asked)
    await ann.close()
    cinder.hold.set()
    _ann, seen = await looking
    assert isinstance(seen, dict)
    assert "token 2" in seen


async def test_what_one_may_not_see_is_not_shown_to_it(cinder: Cinder) -> None:
    cinder.roles["root"] = "admin"
    ann, root = await cinder.stack("ann"), await cinder.stack("root")
    await asyncio.gather(watch(ann, waiting(1)), watch(root, waiting(2)))
    assert sorted(cinder.asked) == [("ann", "/volumes/1"), ("root", "/volumes/2")]


async def test_what_is_at_rest_or_changes_in_phases_is_looked_at_by_itself(cinder: Cinder) -> None:
    ann, bob = await cinder.stack("ann"), await cinder.stack("bob")
    resting = Subject("1", "token 1", {"size": 1})
    phased = Subject("2", "token 2", {"size": 1}, cursor={"todo": []}, since=time.time() - 20)
    await asyncio.gather(watch(ann, resting), watch(bob, phased, waiting(3)))
    assert ("ann", "/volumes/1") in cinder.asked
    assert ("bob", "/volumes/2") in cinder.asked
