"""Not one request is lost while everything behind the route is exchanged; nor when a target is killed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from tests.clouds.local.router.routes import change, make_route, make_web
from tests.clouds.local.world import PROCESS, World, kill

pytestmark = pytest.mark.local
CLIENTS = 8


class Load:
    """Clients that ask without pause, and what they were answered."""

    def __init__(self, url: str, methods: tuple[str, ...]) -> None:
        self.url, self.methods = url, methods
        self.answers: Counter[str] = Counter()
        self.failed: list[str] = []
        self.is_over = False

    @property
    def count(self) -> int:
        return self.answers.total() + len(self.failed)

    async def ask(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as client:
            client._retry_connection = False  # a failure that the client makes good would go unseen
            while not self.is_over:
                for method in self.methods:
                    await self.ask_once(client, method)

    async def ask_once(self, client: aiohttp.ClientSession, method: str) -> None:
        try:
            async with client.request(
                method, self.url, data=None if method == "GET" else b"x" * 1000
            ) as answer:
                text = await answer.text()
                if answer.status == 200:
                    self.answers[text] += 1
                else:
                    self.failed.append(f"{method} {answer.status} {text}")
        except (aiohttp.ClientError, TimeoutError) as error:
            self.failed.append(f"{method} {error!r}")

    async def reaches(self, count: int) -> None:
        """Wait until there were so many."""
        async with asyncio.timeout(60):
            while self.count < count:
                await asyncio.wait([asyncio.create_task(asyncio.sleep(0.005))])


@asynccontextmanager
async def load_on(url: str, *methods: str) -> AsyncIterator[Load]:
    load = Load(url, methods)
    clients = [asyncio.create_task(load.ask()) for _ in range(CLIENTS)]
    try:
        yield load
    finally:
        load.is_over = True
        await asyncio.gather(*clients)


async def test_no_request_is_lost_while_all_targets_are_exchanged_one_after_another(world: World) -> None:
    targets = {name: await make_web(world, name) for name in ("a1", "b1", "c1")}
    route, url = await make_route(world, *(target for _, target in targets.values()))
    async with load_on(f"{url}/slow?0.01", "GET", "POST", "PUT") as load:
        await load.reaches(300)
        for number, old in enumerate(list(targets)):
            new = f"{old[0]}2"
            targets[new] = await make_web(world, new)
            subject, _ = targets.pop(old)
            route = await change(world, route, *(target for _, target in targets.values()))
            await world.end(PROCESS, subject)
            await load.reaches(300 + 600 * (number + 1))
        await load.reaches(2500)
    assert load.failed == []
    assert load.answers.keys() == {"a1", "b1", "c1", "a2", "b2", "c2"}


async def test_a_killed_target_costs_no_request_that_may_be_repeated(world: World) -> None:
    dead, one = await make_web(world, "one")
    _, two = await make_web(world, "two")
    _, url = await make_route(world, one, two)
    async with load_on(url, "GET", "PUT") as load:
        await load.reaches(300)
        await kill(world.pid(dead))
        await load.reaches(load.count + 700)
    assert load.failed == []
    assert load.answers["one"] >= 100


async def test_a_killed_target_costs_no_more_than_was_under_way(world: World) -> None:
    dead, one = await make_web(world, "one")
    _, two = await make_web(world, "two")
    _, url = await make_route(world, one, two)
    async with load_on(url, "POST") as load:
        await load.reaches(200)
        await kill(world.pid(dead))
        await load.reaches(load.count + 300)
    assert len(load.failed) <= CLIENTS
    assert all("broke off" in why for why in load.failed)
