"""What is known of a deed when no answer comes: nothing happened, or who knows."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from setpoint.clouds.openstack.client.exchange import Asked
from setpoint.clouds.openstack.client.transport import AGENT, Transport
from setpoint.model.errors import LostAnswer, ResourceError, Retry
from tests.clouds.openstack.client.serving import Serving, cut, hang, serving


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    one = Transport(timeout=0.3)
    yield one
    await one.close()


def asked(method: str, url: str) -> Asked:
    return Asked(method, f"{url}/things", service="network", body={"a": [1]} if method == "POST" else None)


async def test_what_is_sent_and_what_comes_back(transport: Transport) -> None:
    async def echo(request: web.BaseRequest, _server: Serving) -> web.Response:
        told = {"body": await request.json(), "query": request.query_string, "token": request.headers["X-T"]}
        told["agent"] = request.headers["User-Agent"]
        return web.json_response(told, status=201, headers={"X-Openstack-Request-Id": "req-1"})

    async with serving(echo) as server:
        answer = await transport.send(
            Asked("POST", server.url, query={"id": ["a", "b"], "n": 1}, headers={"X-T": "t"}, body={"x": 1})
        )
    assert answer.status == 201
    assert answer.request_id == "req-1"
    told = answer.json()
    assert told == {"body": {"x": 1}, "query": "id=a&id=b&n=1", "token": "t", "agent": AGENT}
    assert AGENT.startswith("setpoint/")


@pytest.mark.parametrize(
    ("method", "refusal"), (("GET", Retry), ("POST", LostAnswer), ("DELETE", LostAnswer))
)
async def test_a_connection_that_is_cut(transport: Transport, method: str, refusal: type[Exception]) -> None:
    async with serving(cut) as server:
        with pytest.raises(refusal, match="did not answer"):
            await transport.send(asked(method, server.url))


@pytest.mark.parametrize(("method", "refusal"), (("GET", Retry), ("POST", LostAnswer)))
async def test_a_server_that_hangs(transport: Transport, method: str, refusal: type[Exception]) -> None:
    async with serving(hang) as server:
        with pytest.raises(refusal):
            await transport.send(asked(method, server.url))


async def test_a_server_that_is_not_there(transport: Transport) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can take the port meanwhile
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Retry, match="cannot be reached"):
            await transport.send(asked("POST", url))


async def test_a_server_that_speaks_no_tls(transport: Transport) -> None:
    async def hello(_request: web.BaseRequest, _server: Serving) -> web.Response:
        return web.Response()

    async with serving(hello) as server:
        with pytest.raises((ResourceError, Retry)):
            await transport.send(asked("GET", server.url.replace("http:", "https:")))


async def test_an_address_that_is_none(transport: Transport) -> None:
    with pytest.raises(ResourceError, match="no usable address"):
        await transport.send(asked("GET", "nonsense"))


async def test_a_request_without_a_body_says_that_it_speaks_json(transport: Transport) -> None:
    async def echo(request: web.BaseRequest, _server: Serving) -> web.Response:
        return web.json_response(request.headers.get("Content-Type"))

    async with serving(echo) as server:
        answer = await transport.send(Asked("PUT", server.url))
    assert answer.json() == "application/json"
