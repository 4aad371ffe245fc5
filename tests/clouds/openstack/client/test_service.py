"""Which microversion a service is spoken to in, and lists."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from setpoint.clouds.openstack.client.service import CHUNK, Api, Service
from setpoint.clouds.openstack.client.session import Session
from setpoint.clouds.openstack.client.transport import Transport
from tests.clouds.openstack.client.serving import Serving, serving

HEADER = "OpenStack-API-Version"


class Vouched:
    """A token that is always good."""

    async def token(self) -> str:
        return "t"

    def refused(self, token: str) -> None:
        """Nothing to be done."""


async def answer(request: web.BaseRequest, _server: Serving) -> web.Response:
    """The version at the root, anywhere else the microversion that was asked for."""
    if request.path == "/v2.1/alarms":
        return web.json_response([{"id": 1}, {"id": 2}])
    if request.path == "/v2.1/pages":
        several, marker = request.query.getall("status"), request.query.get("marker", "")
        following = [] if marker else [{"rel": "next", "href": f"{request.url}&marker=1"}]
        return web.json_response({"pages": [{"asked": several, "marker": marker}], "pages_links": following})
    if request.path == "/v2.1/":
        return web.json_response({"version": {"id": "v2.1", "version": "2.60"}})
    return web.json_response({"asked": request.headers.get(HEADER, "")})


@pytest.fixture(name="server")
async def _server() -> AsyncIterator[Serving]:
    async with serving(answer) as one:
        yield one


@pytest.fixture(name="transport")
async def _transport() -> AsyncIterator[Transport]:
    one = Transport()
    yield one
    await one.close()


def service(server: Serving, transport: Transport, newest: str) -> Service:
    async def address() -> str:
        return f"{server.url}/v2.1"

    return Service(Api("compute", "v2.1", microversion=newest), Session(transport, Vouched()), address)


@pytest.mark.parametrize(("ours", "spoken"), (("2.96", "2.60"), ("2.52", "2.52"), ("2.9", "2.9")))
async def test_the_newest_that_both_know(
    server: Serving, transport: Transport, ours: str, spoken: str
) -> None:
    one = service(server, transport, ours)
    assert await one.get("servers") == {"asked": f"compute {spoken}"}
    assert await one.speaks(spoken)
    assert not await one.speaks("2.61")


async def test_an_older_one_on_demand_at_the_cost_of_no_call(server: Serving, transport: Transport) -> None:
    one = service(server, transport, "2.96")
    assert await one.at_most("2.46").get("servers") == {"asked": "compute 2.46"}
    assert await one.get("servers") == {"asked": "compute 2.60"}
    assert await one.at_most("2.90").get("servers") == {"asked": "compute 2.60"}
    paths = [request.path for request in server.requests]
    assert paths.count("/v2.1/") == 1


async def test_a_body_that_is_the_list(server: Serving, transport: Transport) -> None:
    assert await service(server, transport, "2.1").pages("alarms", "") == [{"id": 1}, {"id": 2}]


async def test_each_page_is_asked_for_with_all_that_the_first_was(
    server: Serving, transport: Transport
) -> None:
    asked = await service(server, transport, "2.96").pages("pages", "pages", status=["ACTIVE", "ERROR"])
    assert asked == [{"asked": ["ACTIVE", "ERROR"], "marker": one} for one in ("", "1")]


async def test_what_is_asked_for_many_is_asked_for_in_chunks(server: Serving, transport: Transport) -> None:
    several = {f"s{number}" for number in range(CHUNK + 1)}
    found = await service(server, transport, "2.96").matching("pages", "pages", "status", several)
    first = [one for one in found if not one["marker"]]
    assert sorted(len(one["asked"]) for one in first) == [1, CHUNK]
    assert {name for one in first for name in one["asked"]} == several
