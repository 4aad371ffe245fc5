"""A cloud on loopback that answers as it is told: for what no cloud at hand does."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from aiohttp import web

from setpoint.clouds.driver import Driver
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.clouds.openstack.config import CloudConfig
from tests.clouds.openstack.client.serving import Serving, serving

COMPUTE, NETWORK, BLOCK_STORAGE = "compute/v2.1", "network/v2.0", "block-storage/v3"
IDENTITY, KEY_MANAGER, OBJECT_STORE = "identity/v3", "key-manager/v1", "object-store/v1"
CINDERS = {"versions": [{"version": "3.70"}]}


class Cloud:
    """Answers by method and path, such as ``GET compute/v2.1/servers``: a body, or a status and a body (None: none)."""

    def __init__(self, answers: Mapping[str, Any], newest: str) -> None:
        versions = {f"GET {COMPUTE}/": {"version": {"version": newest}}, f"GET {BLOCK_STORAGE}/": CINDERS}
        self.answers = {**versions, **answers}
        self.asked: list[str] = []
        self.sent: list[Any] = []
        """The bodies of deeds."""
        self.cloud: OpenStackCloud

    def driver(self, type: str) -> Driver:
        found = self.cloud.driver(type)
        assert found is not None
        return found

    async def answer(self, request: web.BaseRequest, server: Serving) -> web.Response:
        if request.path == "/identity/v3/auth/tokens":
            return web.json_response(_token(server.url), status=201, headers={"X-Subject-Token": "t"})
        one = f"{request.method} {request.path.removeprefix('/')}"
        if not one.endswith(("v2.1/", f"{BLOCK_STORAGE}/")):
            shortened = one.replace(f"{COMPUTE}/", "").replace(f"{NETWORK}/", "")
            self.asked.append(shortened.replace(f"{BLOCK_STORAGE}/", ""))
        if request.content_type == "application/json" and (told := await request.text()):
            self.sent.append(json.loads(told))
        found = self.answers.get(one, (404, {"itemNotFound": {"message": f"no {one}"}}))
        status, body = found if isinstance(found, tuple) else (200, found)
        return web.Response(status=status) if body is None else web.json_response(body, status=status)


def _token(url: str) -> Any:
    catalogue = [
        {"type": service, "endpoints": [{"interface": "public", "region": "one", "url": f"{url}/{path}"}]}
        for service, path in (
            *(("compute", COMPUTE), ("network", NETWORK), ("identity", IDENTITY)),
            *(("key-manager", KEY_MANAGER), ("object-store", OBJECT_STORE)),
            *(("alarming", "alarm/v2"), ("dns", "dns/v2"), ("load-balancer", "balancers/v2")),
            ("block-storage", BLOCK_STORAGE),
        )
    ]
    return {
        "token": {"expires_at": "2999-01-01T00:00:00.000000Z", "catalog": catalogue, "project": {"id": "p"}}
    }


@contextlib.asynccontextmanager
async def standing_in(answers: Mapping[str, Any], newest: str = "2.96") -> AsyncIterator[Cloud]:
    """A cloud that can be driven, with services that give ``answers`` (change them as you go)."""
    one = Cloud(answers, newest)
    async with serving(one.answer) as server:
        auth = {"auth_url": f"{server.url}/identity", "username": "u", "password": "p", "project_name": "p"}
        one.cloud = OpenStackCloud("standing-in", CloudConfig("standing-in", "one", auth=auth))
        try:
            yield one
        finally:
            await one.cloud.close()
