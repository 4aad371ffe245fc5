"""No credential is left behind: not by a process that is killed while it is made, nor where Keystone was away."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web

from setpoint.api.caller import Unavailable
from setpoint.api.identity.stack_credentials import LATE, StackCredentials
from setpoint.model.credential import Means, credential_of
from setpoint.model.errors import ResourceError
from setpoint.model.stack import Stack
from setpoint.store import Store, open_store
from setpoint.store.records import Batch
from tests.api.identity.giver import CALLER, PROJECT, STACK, config
from tests.clouds.openstack.client.serving import Serving, serving
from tests.house.sources import ROOT
from tests.waiting import until_true

MEANS = list(Means)
KEYS = {Means.TRUST: "trust", Means.APPLICATION_CREDENTIAL: "application_credential"}


class Keystone:
    """It makes, lists and ends what it is asked for. Of a create it may hold the answer back, or refuse it."""

    def __init__(self) -> None:
        self.url = ""
        self.there: dict[str, dict[str, Any]] = {}
        self.hold: asyncio.Event | None = None
        self.status = 0
        """What is answered in place of everything but tokens; 0 for what it is."""

    async def answer(self, request: web.BaseRequest, _server: Serving) -> web.Response:
        if request.path.endswith("/auth/tokens"):
            return web.json_response(self._token(), status=201, headers={"X-Subject-Token": "service"})
        if self.status:
            return web.json_response({"error": {"message": "no"}}, status=self.status)
        kind = next(one for one in KEYS.values() if f"/{one}s" in request.path)
        if request.method == "POST":
            made = {"id": uuid4().hex, **(await request.json())[kind]}
            self.there[made["id"]] = made
            if self.hold is not None:
                await self.hold.wait()
            return web.json_response({kind: made}, status=201)
        if request.method == "DELETE":
            gone = self.there.pop(request.path.rpartition("/")[2], None)
            return web.Response(status=204 if gone else 404)
        return web.json_response({f"{kind}s": list(self.there.values())})

    def _token(self) -> Any:
        endpoints = [{"interface": "public", "region": "one", "url": f"{self.url}/v3"}]
        return {
            "token": {
                "expires_at": "2999-01-01T00:00:00.000000Z",
                "catalog": [
                    {"type": "identity", "endpoints": endpoints},
                    {"type": "network", "endpoints": endpoints},
                ],
                "project": {"id": "service"},
                "user": {"id": "setpoint"},
            }
        }


@pytest.fixture
async def keystone() -> AsyncIterator[Keystone]:
    """Return one in which there is nothing yet."""
    one = Keystone()
    async with serving(one.answer) as server:
        one.url = server.url
        yield one
        if one.hold is not None:
            one.hold.set()


class Service:
    """The service's credentials, at a time of the test's own."""

    def __init__(self, keystone: Keystone, store: Store, means: Means) -> None:
        self.now = 1000.0
        self.store = store
        self.credentials = StackCredentials(
            config(keystone.url), store, means, patience=60, now=lambda: self.now
        )


@pytest.fixture(params=MEANS)
async def service(
    request: pytest.FixtureRequest, keystone: Keystone, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return one for each means."""
    with open_store(tmp_path / "home") as store:
        one = Service(keystone, store, request.param)
        yield one
        await one.credentials.close()


async def given(service: Service) -> Stack:
    """A stack with a credential, recorded."""
    stack = await service.credentials.give(CALLER, STACK, {"network"})
    await service.store.project(PROJECT).commit(Batch(stack.id).put_stack(stack))
    return stack


@pytest.mark.parametrize("means", MEANS)
async def test_what_a_killed_process_had_made_and_not_recorded_is_ended(
    keystone: Keystone, tmp_path: Path, means: Means
) -> None:
    keystone.hold = asyncio.Event()
    command = [sys.executable, "-m", "tests.api.identity.giver", keystone.url, str(tmp_path / "home"), means]
    giver = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    await until_true(lambda: keystone.there or giver.returncode is not None, 60)
    with open_store(tmp_path / "home") as store:
        service = Service(keystone, store, means)
        service.now = 0  # of a living process it could yet be recorded
        await service.credentials.settle()
        assert len(keystone.there) == 1
        giver.kill()
        await giver.wait()
        await service.credentials.settle()
        assert keystone.there == {}
        assert store.spent_credentials() == []
        await service.credentials.close()


async def test_that_of_a_living_stack_stays(service: Service, keystone: Keystone) -> None:
    stack = await given(service)
    service.now += 10_000
    await service.credentials.settle()
    assert [*keystone.there] == [stack.credential]
    assert service.store.project(PROJECT).stack(stack.id) == stack, "with its secret"


async def test_it_ends_with_its_stack_and_leaves_nothing(service: Service, keystone: Keystone) -> None:
    await service.credentials.end(await given(service))
    assert keystone.there == {}
    gone = service.store.project(PROJECT)
    assert gone.stack(STACK.id) is not None
    service.now += 10_000
    assert service.store.spent_credentials() == []


async def test_where_keystone_is_away_it_is_ended_later(service: Service, keystone: Keystone) -> None:
    stack = await service.credentials.give(CALLER, STACK, {"network"})
    keystone.status = 500
    await service.credentials.end(stack)
    assert len(keystone.there) == 1
    keystone.status = 0
    service.now += 61
    await service.credentials.settle()
    assert keystone.there == {}


async def test_what_could_yet_be_made_is_looked_for_again(service: Service, keystone: Keystone) -> None:
    keystone.status = 500
    with pytest.raises((Unavailable, ResourceError)):
        await service.credentials.give(CALLER, STACK, {"network"})
    keystone.status = 0
    if service.store.spent_credentials():
        service.now += 61
        await service.credentials.settle()
        assert len(service.store.spent_credentials()) == 1, "a look in vain proves nothing at first"
        service.now += LATE
        await service.credentials.settle()
    assert service.store.spent_credentials() == []


async def test_what_keystone_refuses_leaves_nothing(service: Service, keystone: Keystone) -> None:
    keystone.status = 403
    with pytest.raises(ResourceError, match="cannot entrust the stack to the service"):
        await service.credentials.give(CALLER, STACK, {"network"})
    assert service.store.spent_credentials() == []


async def test_no_secret_is_in_the_store_in_clear(
    service: Service, keystone: Keystone, tmp_path: Path
) -> None:
    stack = await given(service)
    secret = credential_of(stack).secret
    files = [path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file()]
    if secret is not None:
        assert keystone.there[stack.credential]["secret"] == secret.reveal()
        assert all(str(secret.reveal()).encode() not in one for one in files)
