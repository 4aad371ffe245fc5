"""Hearing of changes from a real cloud: on its bus, where there is one; else by few list calls, however much waits."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
from aio_pika.abc import AbstractQueue

from lab import uwsgi
from lab.place import Place
from lab.rest import Cloud
from setpoint.clouds.driver import Subject
from setpoint.clouds.openstack import pace
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.clouds.openstack.region import Region
from setpoint.engine.executor.watch import Waiting, Watcher
from tests.lab.conftest import RunningLab
from tests.lab.drivers.conftest import opened
from tests.lab.front import Front, front
from tests.lab.living import living
from tests.lab.pipe import pipe
from tests.lab.watching import PATIENCE, listening, told
from tests.scenarios.life import Life
from tests.waiting import until, until_true

pytestmark = pytest.mark.lab

SOON = 2.0  # seconds from a notification until what follows from it is done; the machine is a busy one
SERVER = {"flavor": "m1.nano", "image": "cirros", "networks": [{"allocate_network": "none"}]}
APP = """
resources:
  server:
    type: OS::Nova::Server
    properties: {flavor: m1.nano, image: cirros, networks: [{allocate_network: none}]}
"""


class Access:
    """What an API of the lab was asked through a proxy, in its own access log, from now on."""

    def __init__(self, lab: RunningLab, api: str, url: str) -> None:
        self._log = uwsgi.access_log(Place(lab.settings, "RegionOne"), api)
        self._size = self._log.stat().st_size
        self._host = f" host={urlsplit(url).netloc} "

    def lines(self) -> list[tuple[float, str]]:
        """When, in seconds since the epoch, and what: ``GET /v2.1/servers/detail?...``."""
        said = self._log.read_bytes()[self._size :].decode().splitlines()
        found = [re.search(r'"([A-Z]+ [^"]*)" .* at=(\d+)', line) for line in said if self._host in line]
        return [(int(one[2]) / 1000, one[1]) for one in found if one]


class Wakes:
    """When a cloud told of which tokens; None stands for all."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, Sequence[str] | None]] = []

    def __call__(self, tokens: Sequence[str] | None) -> None:
        self.heard.append((time.monotonic(), tokens))

    async def of(self, token: str) -> None:
        """That it is told of, about now."""
        since = time.monotonic() - SOON
        await until_true(
            lambda: any(at > since and token in (several or ()) for at, several in self.heard), within=SOON
        )

    def of_all_since(self, since: float) -> bool:
        return any(at >= since and several is None for at, several in self.heard)


@pytest.fixture(autouse=True)
def _looks_are_rare_where_the_cloud_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "TOLD", 30.0)


class Hearing(msgspec.Struct, frozen=True):
    """A life on a cloud that listens to its bus, what is heard there, and the proxy in front of Nova."""

    life: Life
    wakes: Wakes
    before: Front

    @property
    def region(self) -> Region:
        assert isinstance(self.life.cloud, OpenStackCloud)
        return self.life.cloud.region

    @property
    def is_told(self) -> bool:
        return self.region.pace.is_told


@asynccontextmanager
async def hearing(lab: RunningLab, folder: Path, bus: str) -> AsyncIterator[Hearing]:
    settings = {"notifications": bus}
    async with (
        front(lab, folder, "compute", setpoint=settings) as before,
        living(lab, before.file) as life,
    ):
        one = Hearing(life, Wakes(), before)
        with life.engine.clouds.hearing(lambda _cloud, tokens: one.wakes(tokens)):
            await until_true(lambda: one.is_told, within=30)
            yield one


async def test_what_is_done_behind_our_back_is_heard_without_a_call(lab: RunningLab, tmp_path: Path) -> None:
    bus, behind = lab.bus("RegionOne"), lab.cloud()
    async with hearing(lab, tmp_path, bus) as one, listening(bus, "nova") as queue:
        await one.life.up(APP)
        server = one.life.one("server")
        await one.life.look(server)
        access = Access(lab, "nova-api", one.before["compute"].url)
        path = f"/servers/{server.physical_id}"
        await asyncio.to_thread(behind.call, "POST", "compute", f"{path}/action", {"os-stop": None})
        await told(queue, "instance.power_off.end", server.physical_id)
        await one.wakes.of(server.id)
        await asyncio.to_thread(behind.call, "DELETE", "compute", path)
        await told(queue, "instance.delete.end", server.physical_id)
        await one.wakes.of(server.id)
        assert access.lines() == []


async def test_a_create_that_ends_is_heard(lab: RunningLab, tmp_path: Path) -> None:
    bus = lab.bus("RegionOne")
    async with hearing(lab, tmp_path, bus) as one, listening(bus, "nova") as queue:
        access = Access(lab, "nova-api", one.before["compute"].url)
        assert await time_to_see(one.life, queue) < SOON
        looks = [at for at, what in access.lines() if re.match(r"GET /v2.1/servers/", what)]
        assert not [what for _, what in access.lines() if "/servers/detail" in what]
        assert len(looks) <= 2 * (looks[-1] - looks[0]) + 2


async def time_to_see(life: Life, queue: AbstractQueue) -> float:
    """Seconds from Nova's word that the server is made until the stack is complete."""
    made: list[float] = []
    ended = asyncio.create_task(told(queue, "instance.create.end", life.name))
    ended.add_done_callback(lambda _task: made.append(time.monotonic()))
    await life.up(APP)
    done = time.monotonic()
    await ended
    return done - made[0]


async def test_a_bus_that_is_lost_costs_no_wake_and_comes_back(lab: RunningLab, tmp_path: Path) -> None:
    direct, behind = lab.bus("RegionOne"), lab.cloud()
    there = urlsplit(direct)
    async with pipe(str(there.hostname), there.port or 0) as way, listening(direct, "nova") as queue:
        bus = direct.replace(f":{there.port}/", f":{way.port}/")
        async with hearing(lab, tmp_path, bus) as one:
            await way.cut()
            await until_true(lambda: not one.is_told, within=30)
            assert await time_to_see(one.life, queue) < SOON  # by looking
            server = one.life.one("server")
            await one.life.look(server)
            path = f"/servers/{server.physical_id}/action"
            mended = time.monotonic()
            await way.mend()
            await until_true(lambda: one.is_told, within=60)
            assert one.wakes.of_all_since(mended)  # whatever happened meanwhile is looked at
            await asyncio.to_thread(behind.call, "POST", "compute", path, {"os-stop": None})
            await told(queue, "instance.power_off.end", server.physical_id)
            await one.wakes.of(server.id)


async def test_sixty_servers_that_are_waited_for_cost_two_calls_a_second(
    lab: RunningLab, tmp_path: Path
) -> None:
    behind, name = lab.cloud(), f"t{uuid.uuid4().hex[:6]}"
    async with front(lab, tmp_path, "compute") as before:
        cloud = await opened(lab, file=before.file)
        driver = cloud.driver("OS::Nova::Server")
        assert driver is not None
        ids = await asyncio.to_thread(many, behind, name, 60)
        try:
            access, seen, since = Access(lab, "nova-api", before["compute"].url), set[str](), time.time()
            watcher = Watcher(cloud, time.time, lambda token, _observation: seen.add(token))
            watching = asyncio.create_task(watcher.run())
            for one in ids:
                watcher.add(Waiting(Subject(one, f"token-{one}", SERVER, since=since), driver))
            await until_true(lambda: len(access.lines()) >= 20 or len(seen) == len(ids), within=PATIENCE)
            watching.cancel()
            lines = access.lines()
        finally:
            await asyncio.to_thread(remove, behind, name, ids)
        looks = [at for at, what in lines if what.startswith("GET /v2.1/servers/detail?")]
        others = {what for _, what in lines if not what.startswith("GET /v2.1/servers/detail?")}
        assert len(others) < 10, others  # none for each of them
        assert len(looks) >= 5
        assert len(looks) <= 2 * (looks[-1] - looks[0]) + 2
        assert all(third - first > 0.8 for first, third in pairwise(looks[::2]))
        await cloud.close()


def many(cloud: Cloud, name: str, count: int) -> list[str]:
    """Servers that are on their way, by one call."""
    flavors = cloud.get("compute", "/flavors")["flavors"]
    images = cloud.get("image", "/v2/images?name=cirros")["images"]
    wanted = {
        "name": name,
        "flavorRef": next(flavor["id"] for flavor in flavors if flavor["name"] == "m1.nano"),
        "imageRef": images[0]["id"],
        "networks": "none",
        "min_count": count,
    }
    version = {"OpenStack_API_Version": "compute 2.37"}  # from there on there may be no network
    cloud.call("POST", "compute", "/servers", {"server": wanted}, **version)
    return [one["id"] for one in cloud.get("compute", f"/servers?name={name}")["servers"]]


def remove(cloud: Cloud, name: str, ids: Sequence[str]) -> None:
    with ThreadPoolExecutor(8) as several:
        list(several.map(lambda one: cloud.call("DELETE", "compute", f"/servers/{one}"), ids))
    until(lambda: not cloud.get("compute", f"/servers?name={name}")["servers"], PATIENCE)
