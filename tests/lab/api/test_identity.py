"""Who asks, as the lab's Keystone says: every kind of token, what is kept of it, and how soon that is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from lab.rest import Cloud, Refused
from setpoint.api.caller import Caller, Unauthorized, Unavailable
from setpoint.api.identity.keystone import Keeping, KeystoneIdentity
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.model.errors import ResourceError
from tests.lab.api.person import PASSWORD, Person
from tests.lab.proxy import Fate, Proxy, proxy
from tests.waiting import LOOK_EVERY, until_true

pytestmark = pytest.mark.lab

VALIDATE = ("GET", "/v3/auth/tokens")
EVENTS = ("GET", "/v3/OS-REVOKE/events")


class Clock:
    """A clock that a test sets: seconds that go beyond the real ones."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return datetime.now(UTC).timestamp() + self.ahead

    def ticks(self) -> float:
        return asyncio.get_running_loop().time() + self.ahead


CLOCK_STANDS = Keeping(listen=0)
"""Nobody listens for revocations: the time that a token is believed is the bound."""


class Watched:
    """An identity that reaches Keystone through a proxy, which counts."""

    def __init__(self, identity: KeystoneIdentity, keystone: Proxy, clock: Clock) -> None:
        self.identity = identity
        self.keystone = keystone
        self.clock = clock

    @property
    def asked(self) -> int:
        """How often Keystone was asked of a token."""
        return self.keystone.arrived(*VALIDATE)

    async def caller(self, token: str, service_token: str = "") -> Caller:
        return await self.identity.caller(token, service_token)

    async def refuses(self, token: str) -> bool:
        try:
            await self.identity.caller(token)
        except Unauthorized:
            return True
        return False

    async def until_refused(self, token: str, within: float = 20.0) -> None:
        """Come back when ``token`` is refused; fail after so many seconds."""
        async with asyncio.timeout(within):
            while True:
                if await self.refuses(token):
                    return
                await asyncio.sleep(LOOK_EVERY)


@asynccontextmanager
async def watched(service: CloudConfig, keeping: Keeping = CLOCK_STANDS) -> AsyncIterator[Watched]:
    clock = Clock()
    async with proxy(service.auth["auth_url"].removesuffix("/v3")) as keystone:
        config = msgspec.structs.replace(service, endpoint_overrides={"identity": f"{keystone.url}/v3"})
        identity = KeystoneIdentity(config, keeping, clock.now, clock.ticks)
        await identity.open()
        try:
            yield Watched(identity, keystone, clock)
        finally:
            await identity.close()


async def test_a_token_of_a_project(service: CloudConfig, person: Person) -> None:
    token = person.token()
    async with watched(service) as one:
        found = await one.caller(token)
    assert (found.user, found.user_name) == (person.id, person.name)
    assert (found.project, found.project_name) == (person.project, f"{person.name}-1")
    assert found.roles == {"member", "reader"}
    assert set(found.role_ids) == {person.roles["member"], person.roles["reader"]}
    assert found.token == token
    assert token not in repr(found)
    assert found.credentials == {"user_domain_id": "default", "project_domain_id": "default"}


async def test_tokens_of_other_scopes(service: CloudConfig, person: Person) -> None:
    person.assign("/system", "reader")
    person.assign("/domains/default", "reader")
    async with watched(service) as one:
        elsewhere = await one.caller(person.token({"project": {"id": person.other}}))
        system = await one.caller(person.token({"system": {"all": True}}))
        domain = await one.caller(person.token({"domain": {"id": "default"}}))
        unscoped = await one.caller(person.token({}))
    assert elsewhere.project == person.other
    assert (system.project, system.system) == ("", "all")
    assert (domain.project, domain.credentials["domain_id"]) == ("", "default")
    assert system.roles == domain.roles == {"reader"}
    assert (unscoped.project, unscoped.roles) == ("", frozenset())


async def test_tokens_of_trusts_and_application_credentials(
    service: CloudConfig, person: Person, friend: Person
) -> None:
    trust = person.trust(friend.id)
    async with watched(service) as one:
        trusted = await one.caller(friend.token({"OS-TRUST:trust": {"id": trust}}))
        credential = await one.caller(person.token({}, **person.application_credential()))
    assert (trusted.user, trusted.project) == (person.id, person.project)
    assert trusted.credentials["trust_id"] == trust
    assert (credential.user, credential.project) == (person.id, person.project)
    assert credential.credentials["application_credential_id"]


async def test_a_service_that_asks_for_a_user(service: CloudConfig, person: Person) -> None:
    auth = service.auth
    nova = Cloud(auth["auth_url"], "RegionOne", "nova", auth["password"], "service")
    async with watched(service) as one:
        found = await one.caller(person.token(), nova.token)
        assert {"admin", "service"} <= found.service_roles
        assert found.credentials["service_project_id"] == nova.project_id
        assert found.roles == {"member", "reader"}
        with pytest.raises(Unauthorized):
            await one.caller(person.token(), "gAAAAnothing")


# ---- how often Keystone is asked


async def test_keystone_is_asked_once_for_a_token(service: CloudConfig, person: Person) -> None:
    token = person.token()
    async with watched(service) as one:
        at_once = await asyncio.gather(*(one.caller(token) for _ in range(20)))
        later = [await one.caller(token) for _ in range(20)]
        assert one.asked == 1
        assert all(found == at_once[0] for found in later)
        await one.caller(person.token())
        assert one.asked == 2


async def test_who_goes_away_does_not_take_the_answer_along(service: CloudConfig, person: Person) -> None:
    token = person.token()
    async with watched(service) as one:
        first, second = (asyncio.create_task(one.caller(token)) for _ in range(2))
        await until_true(lambda: one.keystone.came)
        first.cancel()
        assert (await second).user == person.id
        assert one.asked == 1


@pytest.mark.parametrize("garbage", ("gAAAAABgarbage", "0" * 32, "../users", "a?b=c", "%0a"))
async def test_what_keystone_does_not_know_it_is_asked_once_in_a_while(
    service: CloudConfig, garbage: str
) -> None:
    async with watched(service) as one:
        assert all([await one.refuses(garbage) for _ in range(10)])
        assert one.asked == 1
        one.clock.ahead += 5.1
        assert await one.refuses(garbage)
        assert one.asked == 2


@pytest.mark.parametrize("garbage", ("", " ", "a b", "a\nX-Auth-Token: b", "\u00e9", "x" * 9000))
async def test_what_can_be_no_token_never_gets_there(service: CloudConfig, garbage: str) -> None:
    async with watched(service) as one:
        assert await one.refuses(garbage)
        assert one.asked == 0


async def test_so_many_are_known_at_a_time(service: CloudConfig, person: Person) -> None:
    tokens = [person.token() for _ in range(3)]
    async with watched(service, Keeping(most=2, listen=0)) as one:
        for token in (*tokens, tokens[1], tokens[2]):
            await one.caller(token)
        assert one.asked == 3
        await one.caller(tokens[0])
        assert one.asked == 4


async def test_what_is_kept_gives_no_token_away(service: CloudConfig, person: Person) -> None:
    token = person.token()
    async with watched(service) as one:
        await one.caller(token)
        kept = [*one.identity._known._known.items()]
        assert len(kept) == 1
        assert token not in repr(kept)
        assert token not in str(msgspec.to_builtins(kept[0][1][1]))


# ---- how long an answer counts


async def test_a_revoked_token_is_refused_when_its_time_is_over(service: CloudConfig, person: Person) -> None:
    token = person.token()
    async with watched(service, Keeping(valid=60, listen=0)) as one:
        await one.caller(token)
        person.revoke(token)
        one.clock.ahead = 50
        assert not await one.refuses(token)
        one.clock.ahead = 61
        assert await one.refuses(token)


async def test_a_role_that_was_taken_away_is_gone_when_its_time_is_over(
    service: CloudConfig, person: Person
) -> None:
    person.assign(f"/projects/{person.project}", "admin")
    token = person.token()
    async with watched(service, Keeping(valid=60, listen=0)) as one:
        assert "admin" in (await one.caller(token)).roles
        person.assign(f"/projects/{person.project}", "admin", method="DELETE")
        one.clock.ahead = 61
        assert (await one.caller(token)).roles == {"member", "reader"}


REVOCATIONS = ("token", "project", "user", "trust", "password")


@pytest.mark.parametrize("what", REVOCATIONS)
async def test_what_keystone_tells_of_revocations_is_refused_at_once(
    service: CloudConfig, person: Person, friend: Person, admin: Cloud, what: str
) -> None:
    trust = person.trust(friend.id)
    token = friend.token({"OS-TRUST:trust": {"id": trust}}) if what == "trust" else person.token()
    bystander = friend.token()
    async with watched(service, Keeping(valid=3600, listen=0.1)) as one:
        await one.caller(token)
        await one.caller(bystander)
        if what == "token":
            person.revoke(token)
        elif what == "project":
            admin.call("DELETE", "identity", f"/projects/{person.project}")
        elif what == "user":
            admin.call("PATCH", "identity", f"/users/{person.id}", {"user": {"enabled": False}})
        elif what == "password":
            admin.call("PATCH", "identity", f"/users/{person.id}", {"user": {"password": "another"}})
        else:
            admin.call("DELETE", "identity", f"/OS-TRUST/trusts/{trust}")
        await one.until_refused(token)
        before = one.asked
        await one.caller(bystander)
        assert one.asked == before


async def test_nobody_listens_while_no_token_is_known(service: CloudConfig, person: Person) -> None:
    async with watched(service, Keeping(listen=0.01)) as one:
        assert await one.refuses("gAAAAABgarbage")
        assert one.keystone.arrived(*EVENTS) == 0
        await one.caller(person.token())
        await until_true(lambda: one.keystone.arrived(*EVENTS))


async def test_no_token_is_believed_beyond_its_end(service: CloudConfig, person: Person) -> None:
    token = person.token()
    async with watched(service, Keeping(valid=10**6, listen=0)) as one:
        await one.caller(token)
        one.clock.ahead = 86_000
        assert not await one.refuses(token)
        assert one.asked == 1
        one.clock.ahead = 86_500
        assert await one.refuses(token)


async def test_a_token_that_has_run_out(service: CloudConfig, person: Person) -> None:
    async with watched(service, Keeping(refused=0, listen=0)) as one:
        for life in (3, 9, 27):  # a busy machine may take longer than the shortest to show its token at all
            end = datetime.now(UTC) + timedelta(seconds=life)
            written = end.strftime("%Y-%m-%dT%H:%M:%S.000000")
            shown = person.application_credential(name=f"for {life} s", expires_at=written)
            with suppress(Refused, Unauthorized):
                token = person.token({}, **shown)
                assert (await one.caller(token)).user == person.id
                break
            assert datetime.now(UTC) > end - timedelta(seconds=1)
        await one.until_refused(token, within=life + 20)
        assert datetime.now(UTC) > end - timedelta(seconds=1)


# ---- Keystone is away


async def test_what_is_known_counts_while_keystone_is_away_and_the_rest_when_it_is_back(
    service: CloudConfig, person: Person
) -> None:
    known, other = person.token(), person.token()
    async with watched(service) as one:
        await one.caller(known)
        await one.keystone.refuse()
        assert (await one.caller(known)).user == person.id
        with pytest.raises(Unavailable, match="cannot be reached"):
            await one.caller(other)
        await one.keystone.start()
        assert (await one.caller(other)).user == person.id


@pytest.mark.parametrize(("fate", "words"), ((Fate.BUSY, "503"), (Fate.HANG, "within 1 s")))
async def test_keystone_has_no_answer(service: CloudConfig, person: Person, fate: Fate, words: str) -> None:
    async with watched(service, Keeping(patience=5 if fate is Fate.BUSY else 1, listen=0)) as one:
        one.keystone.decide = lambda _asked: fate
        with pytest.raises(Unavailable, match=words):
            await one.caller(person.token())


async def test_the_service_starts_while_keystone_is_away(service: CloudConfig, person: Person) -> None:
    async with proxy(service.auth["auth_url"].removesuffix("/v3")) as keystone:
        await keystone.refuse()
        auth = {**service.auth, "auth_url": f"{keystone.url}/v3"}
        identity = KeystoneIdentity(msgspec.structs.replace(service, auth=auth), Keeping(listen=0))
        await identity.open()
        try:
            with pytest.raises(Unavailable, match="cannot be reached"):
                await identity.caller(person.token())
            await keystone.start()
            assert (await identity.caller(person.token())).user == person.id
        finally:
            await identity.close()


async def test_credentials_of_the_service_that_keystone_does_not_accept(service: CloudConfig) -> None:
    wrong = msgspec.structs.replace(service, auth={**service.auth, "password": "open-sesame"})
    identity = KeystoneIdentity(wrong)
    with pytest.raises(ResourceError, match="does not accept the credentials of setpoint") as refused:
        await identity.open()
    await identity.close()
    assert "open-sesame" not in str(refused.value)


async def test_a_service_that_keystone_lets_see_no_tokens(
    service: CloudConfig, person: Person, friend: Person
) -> None:
    """That is for its operator to mend: its callers have done nothing wrong."""
    auth = {**service.auth, "username": friend.name, "password": PASSWORD, "project_name": f"{friend.name}-1"}
    async with watched(msgspec.structs.replace(service, auth=auth)) as one:
        with pytest.raises(Unavailable, match="403"):
            await one.caller(person.token())
