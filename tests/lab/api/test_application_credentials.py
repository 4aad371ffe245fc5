"""A stack's application credential: what it reaches, how it is found, and how it ends."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from lab.rest import Cloud
from setpoint.api.caller import Caller
from setpoint.api.identity.application_credentials import METHODS, ApplicationCredentials, name_of
from setpoint.api.identity.keystone import Keeping, KeystoneIdentity
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.clouds.openstack.connection import Connection
from setpoint.model.credential import CredentialIntent, Means
from setpoint.model.errors import ResourceError
from tests.api.heat.asking import sender
from tests.api.service.running import Running
from tests.lab.api.person import Person
from tests.waiting import until

pytestmark = pytest.mark.lab


@pytest.fixture
async def given(service: CloudConfig) -> AsyncIterator[ApplicationCredentials]:
    """Return those that are given to the service."""
    one = ApplicationCredentials(service)
    yield one
    await one.close()


async def caller(service: CloudConfig, token: str) -> Caller:
    identity = KeystoneIdentity(service, Keeping(listen=0))
    try:
        return await identity.caller(token)
    finally:
        await identity.close()


def intent(who: Caller, expires: float = 0) -> CredentialIntent:
    means = Means.APPLICATION_CREDENTIAL
    return CredentialIntent(str(uuid4()), means, who.project, who.user, time.time(), expires=expires)


def there(admin: Cloud, person: Person) -> dict[str, dict[str, object]]:
    """What Keystone has of a person's, by name."""
    listed = admin.get("identity", f"/users/{person.id}/application_credentials")
    return {one["name"]: one for one in listed["application_credentials"]}


async def test_it_is_its_users_at_the_services_that_it_is_for(
    service: CloudConfig, given: ApplicationCredentials, person: Person, admin: Cloud
) -> None:
    who = await caller(service, person.token())
    wanted = intent(who, time.time() + 3600)
    one = await given.make(who, wanted, {"network", "block-storage"})
    shown = there(admin, person)[name_of(wanted)]
    rules = {(rule["service"], rule["method"], rule["path"]) for rule in shown["access_rules"]}  # type: ignore[attr-defined]
    assert {name for name, _, _ in rules} - {"network"} in (
        {"block-storage"},
        {"volumev3"},
        {"block-storage", "volumev3"},
    )
    assert {(method, path) for _, method, path in rules} == {(method, "/**") for method in METHODS}
    assert (shown["unrestricted"], shown["project_id"]) == (False, person.project)
    assert shown["expires_at"]
    connection = Connection(given.config(one))
    found = await connection.identity()
    await connection.close()
    assert (found.user, found.project) == (person.id, person.project)
    assert set(found.roles) == {"member", "reader"}
    assert await given.find(wanted) == one.id
    assert await given.problem(one) is None
    await given.delete(one)
    assert await given.find(wanted) == ""
    assert there(admin, person) == {}
    problem = await given.problem(one)
    assert problem is not None
    assert "the application credential that user" in problem.detail
    assert "updating it" in problem.advice
    await given.delete(one)


@pytest.mark.parametrize("how", ("gone", "role"))
async def test_what_ends_it(
    service: CloudConfig, given: ApplicationCredentials, person: Person, admin: Cloud, how: str
) -> None:
    who = await caller(service, person.token())
    wanted = intent(who)
    one = await given.make(who, wanted, {"network"})
    if how == "gone":
        admin.call("DELETE", "identity", f"/users/{person.id}")
    else:
        person.assign(f"/projects/{person.project}", "member", method="DELETE")
    assert await given.problem(one) is not None
    assert await given.find(wanted) == ("" if how == "gone" else one.id), (
        "without the role it is there, and no good"
    )
    await given.delete(one)
    assert await given.find(wanted) == ""


@pytest.mark.parametrize("kind", ("application credential", "trust"))
async def test_tokens_that_cannot_give_one(
    service: CloudConfig, given: ApplicationCredentials, person: Person, friend: Person, kind: str
) -> None:
    if kind == "trust":
        token = friend.token({"OS-TRUST:trust": {"id": person.trust(friend.id)}})
    else:
        token = person.token({}, **person.application_credential())
    who = await caller(service, token)
    with pytest.raises(ResourceError) as refused:
        await given.make(who, intent(who), {"network"})
    problem = refused.value.diagnostic
    assert problem.summary.endswith("cannot entrust the stack to the service")
    assert (
        f"the token is one of {'an' if kind[0] == 'a' else 'a'} {kind}, which may not make" in problem.detail
    )
    assert "got with a password" in problem.advice


async def test_one_that_is_unrestricted_gives_others(
    service: CloudConfig, given: ApplicationCredentials, person: Person
) -> None:
    shown = person.application_credential(unrestricted=True)
    who = await caller(service, person.token({}, **shown))
    one = await given.make(who, intent(who), {"network"})
    await given.delete(one)


async def test_it_has_no_more_roles_than_the_token(
    service: CloudConfig, given: ApplicationCredentials, person: Person
) -> None:
    who = await caller(service, person.token())
    more = msgspec.structs.replace(who, role_ids=(*who.role_ids, person.roles["admin"]))
    with pytest.raises(ResourceError, match="not the user's own in the project"):
        await given.make(more, intent(who), {"network"})


@pytest.mark.local
def test_a_stack_is_driven_by_one(tmp_path: Path, service: CloudConfig, person: Person, admin: Cloud) -> None:
    """Made, changed to what needs another service, and removed, at services that hold to access rules."""
    auth = service.auth
    text = f"""
[service]
data_folder = "{tmp_path / "data"}"
[keystone]
auth_url = "{auth["auth_url"]}"
username = "{auth["username"]}"
password = "{auth["password"]}"
region_name = "RegionOne"
stack_credential = "application_credential"
"""
    net = {"net": {"type": "OS::Neutron::Net"}}
    volume = {"volume": {"type": "OS::Cinder::Volume", "properties": {"size": 1}}}
    running = Running(tmp_path, text, module="setpoint")
    try:
        send = sender(f"{running.root}/v1/{person.project}", person.token())

        def ended() -> str:
            status: str = send("GET", f"/stacks/app/{made}", None)[1]["stack"]["stack_status"]
            return "" if status.endswith("IN_PROGRESS") else status

        def used() -> set[str]:
            rules = [rule for one in there(admin, person).values() for rule in one["access_rules"]]  # type: ignore[attr-defined]
            return {rule["service"] for rule in rules}

        body = {"stack_name": "app", "template": {"heat_template_version": "2021-04-16", "resources": net}}
        made = send("POST", "/stacks", body)[1]["stack"]["id"]
        assert until(ended, 60) == "CREATE_COMPLETE"
        assert used() == {"identity", "network"}
        body["template"] = {"heat_template_version": "2021-04-16", "resources": net | volume}
        assert send("PUT", f"/stacks/app/{made}", body)[0] == 202
        assert until(ended, 90) == "UPDATE_COMPLETE"
        until(lambda: len(there(admin, person)) == 1, 60)  # that of the network alone has ended
        assert used() > {"identity", "network"}
        assert send("DELETE", f"/stacks/app/{made}", None)[0] == 204
        assert until(ended, 90) == "DELETE_COMPLETE"
        until(lambda: not there(admin, person), 60)
    finally:
        running.kill()
