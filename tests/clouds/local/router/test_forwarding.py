"""One request at a time through a route that stays as it is: rules, headers, bodies, upgrades."""

from __future__ import annotations

import asyncio
import io
import json
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import msgspec
import pytest
import pytest_asyncio

from setpoint.clouds.driver import Subject
from tests.clouds.local.router.routes import carries, make_route, make_web, status, text
from tests.clouds.local.world import ROUTE, World

pytestmark = [pytest.mark.local, pytest.mark.asyncio(loop_scope="module")]


class Scene(msgspec.Struct):
    """Two web servers behind one route, for all tests of this file."""

    world: World
    route: Subject
    url: str
    one: str
    two: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    world = World(tmp_path_factory.mktemp("scene"))
    await world.open()
    try:
        (_, one), (_, two) = await make_web(world, "one"), await make_web(world, "two")
        rules = [
            {"urls": [one]},
            {"path": "/both", "targets": [{"url": one, "weight": 3}, {"url": two}]},
            {"path": "/api", "urls": [f"{two}/echo"], "strip_path": True},
            {"host": "two.example.com", "urls": [two]},
            {"host": "nobody.example.com"},
        ]
        route, url = await make_route(world, rules=rules, patience=0)
        yield Scene(world, route, url, one, two)
    finally:
        await world.close()


@pytest_asyncio.fixture(loop_scope="module")
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as client:
        yield client


async def test_rules_weights_and_prefixes(scene: Scene, client: aiohttp.ClientSession) -> None:
    shares = Counter([await text(client, f"{scene.url}/both") for _ in range(20)])
    assert shares == {"one": 15, "two": 5}
    assert await text(client, scene.url, headers={"Host": "Two.example.com:80"}) == "two"
    assert await status(client, scene.url, headers={"Host": "nobody.example.com"}) == 503
    echo = json.loads(await text(client, f"{scene.url}/api/a%2Fb?c=%20d"))
    assert echo["path"] == "/echo/a%2Fb?c=%20d"
    assert ["X-Forwarded-Prefix", "/api"] in echo["headers"]
    assert json.loads(await text(client, f"{scene.url}/api?c=d"))["path"] == "/echo/?c=d"


async def test_the_whole_url_may_be_asked_for(scene: Scene) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(scene.url.rpartition(":")[2]))
    writer.write(b"GET http://two.example.com/echo?a=%20b HTTP/1.1\r\nHost: two.example.com\r\n\r\n")
    async with asyncio.timeout(10):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        echo = json.loads(await reader.readexactly(length))
    writer.close()
    assert (echo["name"], echo["path"]) == ("two", "/echo?a=%20b")


async def test_headers_and_bodies_arrive_as_they_were_sent(
    scene: Scene, client: aiohttp.ClientSession
) -> None:
    async with client.post(
        f"{scene.url}/echo", data="a body", headers={"X-Mine": "yes", "Accept-Encoding": "br"}
    ) as answer:
        echo = json.loads(await answer.text())
        assert answer.headers.getall("Set-Cookie") == ["a=1", "b=2"]
        assert answer.headers["X-End"] == "arrives"
        assert "X-Hop" not in answer.headers
    assert (echo["method"], echo["body"]) == ("POST", "a body")
    headers = dict(echo["headers"])
    assert headers["Host"] == scene.url.removeprefix("http://")
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert (headers["X-Mine"], headers["Accept-Encoding"], headers["Via"]) == ("yes", "br", "1.1 setpoint")
    async with client.head(f"{scene.url}/echo") as answer:
        assert int(answer.headers["Content-Length"]) > 100
        assert await answer.text() == ""


async def test_bodies_stream_both_ways(scene: Scene, client: aiohttp.ClientSession) -> None:
    """Each piece is sent only after the answer to the one before has come back."""
    came_back = asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"one", b"two", b"three"):
            yield piece
            await came_back.wait()
            came_back.clear()

    got = []
    async with client.post(f"{scene.url}/stream", data=pieces()) as answer:
        async for chunk in answer.content.iter_any():
            got.append(chunk)
            came_back.set()
    assert b"".join(got) == b"ONETWOTHREE"
    assert len(got) == 3


async def test_a_large_body_arrives_whole(scene: Scene, client: aiohttp.ClientSession) -> None:
    body = "0123456789" * 300_000
    async with client.put(f"{scene.url}/echo", data=io.BytesIO(body.encode())) as answer:
        assert json.loads(await answer.text())["body"] == body


async def test_a_websocket_passes(scene: Scene) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(scene.url.rpartition(":")[2]))
    writer.write(
        b"GET /chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nsent early\n"
    )
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 ")
    assert b"Upgrade: websocket" in head
    assert await reader.readline() == b"hello\n"
    assert await reader.readline() == b"ylrae tnes\n"
    line = b"x" * 60_000 + b"\n"
    for _ in range(20):
        writer.write(line)
        await writer.drain()
        assert await reader.readline() == line
    await carries(scene.world, scene.route, scene.one, in_flight=1)
    writer.close()
    await carries(scene.world, scene.route, scene.one, in_flight=0)


async def test_an_upgrade_that_the_target_declines_is_declined(
    scene: Scene, client: aiohttp.ClientSession
) -> None:
    assert await status(client, scene.url, headers={"Connection": "Upgrade", "Upgrade": "tcp"}) == 426
    assert await text(client, scene.url) == "one"


async def test_who_expects_to_be_told_to_go_on_is_told(scene: Scene) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(scene.url.rpartition(":")[2]))
    writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
    async with asyncio.timeout(10):
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"body")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK")
    writer.close()


@pytest.mark.parametrize("method", ("GET", "PUT", "POST"))
async def test_a_connection_that_was_kept_and_dies_costs_nothing(
    scene: Scene, client: aiohttp.ClientSession, method: str
) -> None:
    """What may not be made twice must not be sent over it at all."""
    assert await text(client, f"{scene.url}/once") == "one"
    async with client.request(method, scene.url, data="" if method == "GET" else "a body") as answer:
        assert (answer.status, await answer.text()) == (200, "one")


async def test_an_answer_that_breaks_off_does_not_look_whole(
    scene: Scene, client: aiohttp.ClientSession
) -> None:
    with pytest.raises(aiohttp.ClientError):
        await text(client, f"{scene.url}/break")


async def test_it_forwards_and_offers_its_url(scene: Scene, client: aiohttp.ClientSession) -> None:
    assert await text(client, f"{scene.url}/any/path") == "one"
    seen = await scene.world.ready(ROUTE, scene.route)
    assert scene.url == f"http://127.0.0.1:{seen['port']}"
    assert seen["unhealthy"] == {}
