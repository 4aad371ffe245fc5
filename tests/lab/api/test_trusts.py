"""The service acts for a user by a trust: in the user's project, after the user's token is gone, as long as it may."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import msgspec
import pytest

from lab.rest import Cloud, Refused, send
from setpoint.api.caller import Caller, Unauthorized, Unavailable
from setpoint.api.identity.keystone import Keeping, KeystoneIdentity
from setpoint.api.identity.trusts import Trusts
from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.clouds.openstack.connection import Connection
from setpoint.clouds.openstack.identity.keystone import Identity
from setpoint.model.credential import Credential, CredentialIntent, Means
from setpoint.model.errors import InvalidInput, ResourceError
from tests.lab.api.person import Person
from tests.lab.conftest import RunningLab
from tests.lab.proxy import proxy

pytestmark = pytest.mark.lab

NETWORK = Api("network", "v2.0")


async def caller(service: CloudConfig, token: str) -> Caller:
    """Whose token it is, as the service finds out."""
    identity = KeystoneIdentity(service, Keeping(listen=0))
    try:
        return await identity.caller(token)
    finally:
        await identity.close()


def intent(who: Caller) -> CredentialIntent:
    """That a trust of somebody's is to be made."""
    return CredentialIntent(str(uuid4()), Means.TRUST, who.project, who.user, time.time())


async def made(trusts: Trusts, who: Caller) -> Credential:
    """A trust of somebody's."""
    return await trusts.make(who, intent(who))


@pytest.fixture
async def trusts(service: CloudConfig) -> AsyncIterator[Trusts]:
    """Return the service's trusts."""
    one = Trusts(service)
    yield one
    await one.close()


@asynccontextmanager
async def connected(config: CloudConfig) -> AsyncIterator[Connection]:
    """A connection, as the driver of the cloud has one."""
    one = Connection(config)
    try:
        yield one
    finally:
        await one.close()


async def identity(config: CloudConfig) -> Identity:
    async with connected(config) as one:
        return await one.identity()


async def test_the_service_acts_for_a_user_whose_token_is_gone(
    lab: RunningLab, service: CloudConfig, trusts: Trusts
) -> None:
    demo = lab.cloud()
    who = await caller(service, demo.token)
    trust = await trusts.make(who, intent(who))
    try:
        send("DELETE", f"{demo.auth_url}/auth/tokens", None, _own(demo.token))
        with pytest.raises(Refused):
            demo.get("network", "/v2.0/networks")
        async with connected(trusts.config(trust)) as cloud:
            made = await cloud.service(NETWORK).post("networks", {"network": {"name": "by trust"}})
            network = dict(made["network"])
            await cloud.service(NETWORK).delete(f"networks/{network['id']}")
            found = await cloud.identity()
        assert network["project_id"] == who.project
        assert (found.user, found.project) == (who.user, who.project)
        assert set(found.roles) == {"member", "reader"}
        assert await trusts.problem(trust) is None
    finally:
        await trusts.delete(trust)
    problem = await trusts.problem(trust)
    assert problem is not None
    assert "is not good any more" in problem.detail
    await trusts.delete(trust)


def _own(token: str) -> dict[str, str]:
    return {"X-Auth-Token": token, "X-Subject-Token": token}


async def test_one_is_found_by_what_was_recorded_before_it_was_made(
    service: CloudConfig, trusts: Trusts, person: Person
) -> None:
    who = await caller(service, person.token())
    first, second, third = (intent(who) for _ in range(3))
    one, other = await trusts.make(who, first), await trusts.make(who, second)
    assert [await trusts.find(wanted) for wanted in (first, second, third)] == [one.id, other.id, ""]
    await trusts.delete(one)
    await trusts.delete(other)
    assert await trusts.find(first) == ""


async def test_it_reaches_as_far_as_the_token_and_no_further(
    service: CloudConfig, trusts: Trusts, person: Person
) -> None:
    person.assign(f"/projects/{person.project}", "admin")
    reader = person.roles["reader"]
    who = await caller(service, person.token())
    less = msgspec.structs.replace(who, role_ids=(reader,))
    trust = await trusts.make(less, intent(less))
    found = await identity(trusts.config(trust))
    assert (found.project, found.roles) == (person.project, ("reader",))
    await trusts.delete(trust)


async def test_another_region(service: CloudConfig, trusts: Trusts, person: Person) -> None:
    trust = await made(trusts, await caller(service, person.token()))
    assert trusts.config(trust).region == "RegionOne"
    config = trusts.config(trust, "RegionTwo")
    async with connected(config) as cloud:
        assert (await cloud.service(NETWORK).root()).startswith("http://127.0.0.1:29696")
    await trusts.delete(trust)


@pytest.mark.parametrize("how", ("gone", "disabled", "role", "trust"))
async def test_what_ends_it(
    service: CloudConfig, trusts: Trusts, person: Person, admin: Cloud, how: str
) -> None:
    trust = await made(trusts, await caller(service, person.token()))
    if how == "gone":
        admin.call("DELETE", "identity", f"/users/{person.id}")
    elif how == "disabled":
        admin.call("PATCH", "identity", f"/users/{person.id}", {"user": {"enabled": False}})
    elif how == "role":
        person.assign(f"/projects/{person.project}", "member", method="DELETE")
    else:
        admin.call("DELETE", "identity", f"/OS-TRUST/trusts/{trust.id}")
    problem = await trusts.problem(trust)
    assert problem is not None
    assert problem.summary == "nothing can be done any more for the owner of the stack"
    assert person.id in problem.detail
    assert "updating it" in problem.advice
    await trusts.delete(trust)
    with pytest.raises(Refused) as gone:
        admin.get("identity", f"/OS-TRUST/trusts/{trust.id}")
    assert gone.value.status == 404


KINDS = {
    "application credential": "application credential, which may not give trusts",
    "trust": "a trust itself, which may not be handed on",
    "system": "the token is not for a project",
    "unscoped": "the token is not for a project",
}


@pytest.mark.parametrize("kind", KINDS)
async def test_tokens_that_cannot_give_one(
    service: CloudConfig, trusts: Trusts, person: Person, friend: Person, kind: str
) -> None:
    if kind == "application credential":
        token = person.token({}, **person.application_credential())
    elif kind == "trust":
        token = friend.token({"OS-TRUST:trust": {"id": person.trust(friend.id)}})
    elif kind == "system":
        person.assign("/system", "reader")
        token = person.token({"system": {"all": True}})
    else:
        token = person.token({})
    with pytest.raises(ResourceError) as refused:
        await made(trusts, await caller(service, token))
    problem = refused.value.diagnostic
    assert problem.summary == f"{person.name} cannot entrust the stack to the service"
    assert KINDS[kind] in problem.detail
    assert problem.advice
    assert token not in str(problem)


async def test_roles_that_the_user_does_not_have(
    service: CloudConfig, trusts: Trusts, person: Person
) -> None:
    who = await caller(service, person.token())
    more = msgspec.structs.replace(who, role_ids=(*who.role_ids, person.roles["admin"]))
    with pytest.raises(ResourceError, match="not the user's own in the project"):
        await trusts.make(more, intent(more))


async def test_a_token_that_is_gone_by_then(service: CloudConfig, trusts: Trusts, person: Person) -> None:
    who = await caller(service, person.token())
    person.revoke(who.token)
    with pytest.raises(Unauthorized):
        await trusts.make(who, intent(who))


async def test_keystone_is_away(service: CloudConfig, person: Person) -> None:
    who = await caller(service, person.token())
    async with proxy(service.auth["auth_url"].removesuffix("/v3")) as keystone:
        auth = {**service.auth, "auth_url": f"{keystone.url}/v3"}
        trusts = Trusts(msgspec.structs.replace(service, auth=auth))
        await keystone.refuse()
        for asking in (
            trusts.make(who, intent(who)),
            trusts.problem(Credential("0" * 32, who.user, who.project)),
            trusts.delete(Credential("0" * 32, who.user, who.project)),
        ):
            with pytest.raises(Unavailable, match="cannot be reached"):
                await asking
        await trusts.close()


async def test_the_services_own_trouble_is_not_the_owners(
    service: CloudConfig, trusts: Trusts, person: Person
) -> None:
    trust = await made(trusts, await caller(service, person.token()))
    wrong = Trusts(msgspec.structs.replace(service, auth={**service.auth, "password": "open-sesame"}))
    with pytest.raises(Unavailable, match="does not accept the credentials of setpoint"):
        await wrong.problem(trust)
    await wrong.close()
    await trusts.delete(trust)


def test_a_service_without_a_password_has_no_trusts(service: CloudConfig) -> None:
    with pytest.raises(InvalidInput, match="give the service a user with a password"):
        Trusts(msgspec.structs.replace(service, auth_type="v3applicationcredential"))
