"""A route whose targets come, go, fall ill and die, and which is changed and removed itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from setpoint.clouds.local.router import control
from setpoint.model.errors import Conflict
from setpoint.model.observation import Pending, Ready
from tests.clouds.local.router.routes import carries, change, make_route, make_web, status, text
from tests.clouds.local.world import PROCESS, ROUTE, World, ended, kill
from tests.waiting import until_true

pytestmark = pytest.mark.local


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as client:
        yield client


async def test_an_unhealthy_target_gets_nothing_until_it_recovers(
    world: World, client: aiohttp.ClientSession
) -> None:
    (sick, one), (_, two) = await make_web(world, "one"), await make_web(world, "two")
    mark = world.folder(sick) / "work/sick"
    mark.touch()
    health = {"path": "/health", "interval": 0.05, "failures": 1}
    route, url = await make_route(world, one, two, health=health)
    assert (await world.ready(ROUTE, route))["unhealthy"] == {one: "it answered 503"}
    assert [await text(client, url) for _ in range(4)] == ["two"] * 4
    mark.unlink()
    driver = world.driver(ROUTE)
    await world.until(
        driver, route, lambda seen: isinstance(seen, Ready) and not seen.attributes["unhealthy"]
    )
    assert {await text(client, url) for _ in range(4)} == {"one", "two"}
    mark.touch()
    await world.until(
        driver, route, lambda seen: isinstance(seen, Ready) and one in seen.attributes["unhealthy"]
    )
    assert [await text(client, url) for _ in range(4)] == ["two"] * 4


async def test_a_new_target_is_asked_how_it_is_before_it_gets_requests(
    world: World, client: aiohttp.ClientSession
) -> None:
    (sick, one), (_, two) = await make_web(world, "one"), await make_web(world, "two")
    (world.folder(sick) / "work/sick").touch()
    route, url = await make_route(world, two, health={"path": "/health", "interval": 3600})
    await change(world, route, one, two)
    assert [await text(client, url) for _ in range(4)] == ["two"] * 4


@pytest.mark.parametrize("method", ("GET", "POST"))
async def test_a_request_that_was_not_sent_goes_to_another(
    world: World, client: aiohttp.ClientSession, method: str
) -> None:
    (dead, one), (_, two) = await make_web(world, "one"), await make_web(world, "two")
    _, url = await make_route(world, one, two)
    await kill(world.pid(dead))
    for _ in range(4):
        async with client.request(method, url, data="x" if method == "POST" else None) as answer:
            assert (answer.status, await answer.text()) == (200, "two")


async def test_what_cannot_be_reached_is_told(world: World, client: aiohttp.ClientSession) -> None:
    dead, one = await make_web(world, "one")
    _, url = await make_route(world, one, patience=0)
    await kill(world.pid(dead))
    async with client.get(url) as answer:
        assert (answer.status, await answer.text()) == (502, f"{one} cannot be reached\n")


async def test_a_slow_answer_is_given_up(world: World, client: aiohttp.ClientSession) -> None:
    _, one = await make_web(world, "one")
    _, url = await make_route(world, one, timeout=0.1)
    assert await status(client, f"{url}/slow?30") == 504


async def test_a_request_waits_for_a_target_that_comes_back(
    world: World, client: aiohttp.ClientSession
) -> None:
    """The port is a fixed one, so the old one must go before the new one comes: nobody notices."""
    old, one = await make_web(world, "old")
    port = one.rpartition(":")[2]
    _, url = await make_route(world, one, patience=15)
    await world.end(PROCESS, old)
    asked = asyncio.create_task(text(client, url))
    await make_web(world, "new", port)
    assert await asked == "new"


async def test_a_removed_target_ends_what_it_had_begun(world: World, client: aiohttp.ClientSession) -> None:
    (_, one), (_, two) = await make_web(world, "one"), await make_web(world, "two")
    route, url = await make_route(world, one)
    slow = asyncio.create_task(text(client, f"{url}/slow?0.5"))
    await carries(world, route, one, in_flight=1)
    new = world.properties(ROUTE, {**route.properties, "rules": [{"urls": [two]}]})
    await world.driver(ROUTE).update(route, route.properties, new)
    assert await world.look(ROUTE, route) == Pending("requests under way at targets that were removed: 1")
    assert await text(client, url) == "two"
    asked = await control.ask(world.folder(route) / "control", do="drained", timeout=0)
    assert asked == {"draining": {one: 1}}
    assert await slow == "one"
    await world.ready(ROUTE, route)
    asked = await control.ask(world.folder(route) / "control", do="drained", timeout=5)
    assert asked == {"draining": {}}


async def test_what_does_not_end_in_time_is_cut_off(world: World, client: aiohttp.ClientSession) -> None:
    (_, one), (_, two) = await make_web(world, "one"), await make_web(world, "two")
    route, url = await make_route(world, one, drain=0.2)
    slow = asyncio.create_task(client.post(f"{url}/slow?60"))
    await carries(world, route, one, in_flight=1)
    await change(world, route, two)
    with pytest.raises(aiohttp.ClientError):
        await slow


async def test_a_deleted_route_ends_what_it_had_begun(world: World, client: aiohttp.ClientSession) -> None:
    _, one = await make_web(world, "one")
    route, url = await make_route(world, one)
    slow = asyncio.create_task(text(client, f"{url}/slow?0.5"))
    await carries(world, route, one, in_flight=1)
    await world.end(ROUTE, route)
    assert await slow == "one"
    with pytest.raises(aiohttp.ClientConnectorError):
        await text(client, url)


async def test_a_configuration_that_cannot_be_read_changes_nothing(
    world: World, client: aiohttp.ClientSession
) -> None:
    _, one = await make_web(world, "one")
    route, url = await make_route(world, one)
    (world.folder(route) / "router.json").write_text(
        '{"host": "127.0.0.1", "port": 1, "rules": [{"targets": 7}]}'
    )
    answer = await control.ask(world.folder(route) / "control", do="reload")
    assert "$.rules[0].targets" in answer["error"]
    assert await text(client, url) == "one"
    assert "unknown question" in (await control.ask(world.folder(route) / "control", do="dance"))["error"]


async def test_a_killed_router_is_broken_and_its_port_is_free_again(world: World) -> None:
    route, url = await make_route(world)
    await kill((await world.ready(ROUTE, route))["pid"])
    await world.broken(ROUTE, route)
    port = url.rpartition(":")[2]
    with pytest.raises(Conflict):
        await world.create(ROUTE, port=port)
    await ended(world.state(route).shim.pid)
    await world.end(ROUTE, route)
    await world.make(ROUTE, port=port)


async def test_it_is_heard_of_when_a_target_falls_ill(world: World) -> None:
    sick, one = await make_web(world, "one")
    route, _ = await make_route(world, one, health={"path": "/health", "interval": 0.05, "failures": 1})
    world.heard.clear()
    (world.folder(sick) / "work/sick").touch()
    await until_true(lambda: route.token in world.heard)


async def test_without_a_rule_there_is_nothing(world: World, client: aiohttp.ClientSession) -> None:
    _, url = await make_route(world, rules=[{"host": "example.com"}])
    assert await status(client, url) == 404
