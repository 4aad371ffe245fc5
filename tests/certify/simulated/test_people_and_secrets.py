"""Keystone, Swift and Barbican on the simulated cloud: what they refuse, and what goes with what."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.certify.simulated.types.container import OBJECTS
from setpoint.certify.virtual_time import run
from setpoint.clouds.driver import Telling
from setpoint.model.errors import Conflict, ResourceError
from setpoint.model.observation import Gone
from tests.certify.simulated.hand import Hand, hand, refusal

DOMAIN, PROJECT, ROLE = "OS::Keystone::Domain", "OS::Keystone::Project", "OS::Keystone::Role"
GROUP, USER, GRANTED = "OS::Keystone::Group", "OS::Keystone::User", "OS::Keystone::UserRoleAssignment"
REGION, SERVICE, ENDPOINT = "OS::Keystone::Region", "OS::Keystone::Service", "OS::Keystone::Endpoint"
BOX = "OS::Swift::Container"
SECRET, ORDER, SECRETS = "OS::Barbican::Secret", "OS::Barbican::Order", "OS::Barbican::GenericContainer"
KEY = {"type": "key", "algorithm": "aes", "bit_length": 256}


@pytest.mark.parametrize(
    ("type", "properties", "why"),
    (
        (DOMAIN, {"name": "x" * 65}, "400"),
        (PROJECT, {"tags": ["a/b"]}, "400"),
        (PROJECT, {"tags": ["a", "a"]}, "400"),
        (PROJECT, {"domain": "none"}, "there is no domain 'none'"),
        (PROJECT, {"parent": "none"}, "there is no project 'none'"),
        (USER, {"groups": ["none"]}, "there is no group 'none'"),
        (USER, {"roles": [{"role": "none", "project": "demo"}]}, "there is no role 'none'"),
        (GRANTED, {"user": "none", "roles": []}, "there is no user 'none'"),
        (SERVICE, {"type": "x" * 256}, "400"),
        (ENDPOINT, {"service": "none", "interface": "admin", "url": "http://a"}, "there is no service"),
        (BOX, {"X-Container-Read": ".unknown:x"}, "400"),
        (BOX, {"X-Container-Write": ".r:*"}, "400"),
        (SECRET, {"expiration": "1970-01-01"}, "in the past"),
        (SECRET, {"payload": "x" * 20_001}, "at most 20000 bytes"),
        (SECRET, {"bit_length": 0}, "400"),
        (ORDER, {"type": "certificate"}, "certificate"),
        (ORDER, {**KEY, "algorithm": "rsa"}, "nobody makes rsa of 256 bits"),
        (ORDER, {**KEY, "bit_length": 512, "expiration": "2999-01-01"}, "nobody makes aes of 512 bits"),
        (SECRETS, {"secrets": [{"name": "a", "ref": "none"}]}, "there is no secret 'none'"),
    ),
)
def test_what_the_services_refuse(type: str, properties: dict[str, Any], why: str) -> None:
    async def main() -> None:
        me = hand()
        before = set(me.world.things)
        found = await refusal(me.make(type, **properties))
        assert isinstance(found, ResourceError)
        assert not isinstance(found, Conflict)
        assert why in str(found)
        assert set(me.world.things) == before

    run(main())


@pytest.mark.parametrize(
    ("type", "first", "second"),
    (
        (DOMAIN, {"name": "a"}, {"name": "a"}),
        (PROJECT, {"name": "a", "domain": "Default"}, {"name": "a"}),
        (ROLE, {"name": "a"}, {"name": "a"}),
        (GROUP, {"name": "a"}, {"name": "a"}),
        (USER, {"name": "a"}, {"name": "a"}),
        (REGION, {"id": "a"}, {"id": "a"}),
        (BOX, {"name": "a"}, {"name": "a"}),
    ),
)
def test_what_only_one_can_have_is_refused_a_second_time(
    type: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    async def main() -> None:
        me = hand()
        await me.make(type, "first", **first)
        assert isinstance(await refusal(me.make(type, "second", **second)), Conflict)

    run(main())


@pytest.mark.parametrize(
    ("type", "properties"),
    (
        (PROJECT, {"name": "admin"}),
        (ROLE, {"name": "member"}),
        (USER, {"name": "demo"}),
        (REGION, {"id": "RegionOne"}),
        (DOMAIN, {"name": "Default"}),
    ),
)
def test_what_every_cloud_has_is_taken(type: str, properties: dict[str, Any]) -> None:
    async def main() -> None:
        assert isinstance(await refusal(hand().make(type, **properties)), Conflict)

    run(main())


def test_a_name_is_free_in_another_domain_and_goes_with_it() -> None:
    async def main() -> None:
        me = hand()
        acme = await me.make(DOMAIN, "acme")
        ones = [await me.make(kind, "a", domain="acme") for kind in (PROJECT, GROUP, USER)]
        await me.make(PROJECT, "a")
        role = await me.make(ROLE, "member", domain=acme.physical_id)
        granted = [{"role": "member{acme}", "domain": "acme"}]
        await me.make(GROUP, "b", roles=granted)
        await me.remove(DOMAIN, acme)
        for kind, one in zip((PROJECT, GROUP, USER, ROLE), (*ones, role), strict=True):
            assert await me.look(kind, one) == Gone()

    run(main())


def test_a_project_with_others_below_it_stays() -> None:
    async def main() -> None:
        me = hand()
        above = await me.make(PROJECT, "above")
        below = await me.make(PROJECT, "below", parent="above")
        assert "403" in str(await refusal(me.remove(PROJECT, above)))
        await me.remove(PROJECT, below)
        await me.remove(PROJECT, above)

    run(main())


def test_a_region_with_endpoints_stays_and_a_service_takes_its_endpoints_along() -> None:
    async def main() -> None:
        me = hand()
        east = await me.make(REGION, id="east")
        inner = await me.make(REGION, parent_region="east")
        service = await me.make(SERVICE, "shop", type="shop")
        told = {"service": "shop", "region": inner.physical_id, "interface": "admin", "url": "http://a"}
        endpoint = await me.make(ENDPOINT, **told)
        assert "403" in str(await refusal(me.remove(REGION, east)))
        await me.remove(SERVICE, service)
        assert await me.look(ENDPOINT, endpoint) == Gone()
        await me.remove(REGION, east)
        assert await me.look(REGION, inner) == Gone()

    run(main())


def test_grants_go_with_what_they_name() -> None:
    async def main() -> None:
        me = hand()
        role, at, group = (
            await me.make(ROLE, "reads"),
            await me.make(PROJECT, "at"),
            await me.make(GROUP, "all"),
        )
        kept = {"role": "member", "project": "demo"}
        roles = [{"role": "reads", "domain": "default"}, {"role": "member", "project": "at"}, kept]
        ada = await me.make(USER, "ada", roles=roles, groups=["all"], default_project="at")
        granted = await me.make(GRANTED, user="ada", roles=roles)
        await me.remove(ROLE, role)
        await me.remove(PROJECT, at)
        await me.remove(GROUP, group)
        assert (await me.seen(USER, ada))["roles"] == (await me.seen(GRANTED, granted))["roles"] == [kept]
        assert (await me.seen(USER, ada))["groups"] == []
        await me.remove(USER, ada)
        assert await me.look(GRANTED, granted) == Gone()

    run(main())


def test_a_container_that_is_not_empty_goes_only_where_it_is_to_be_emptied() -> None:
    async def main() -> None:
        me = hand()
        box = await me.make(BOX, "box")
        me.thing(box).state[OBJECTS] = 3
        driver = me.driver(BOX)
        assert isinstance(driver, Telling)
        assert await driver.tell(box, ("ObjectCount",)) == 3
        assert (await driver.tell(box, ("HeadContainer",)))["x-container-object-count"] == "3"
        assert isinstance(await refusal(me.remove(BOX, box)), Conflict)
        await me.remove(BOX, await me.change(BOX, box, PurgeOnDelete=True))

    run(main())


def test_two_kinds_of_things_may_be_known_by_one_name() -> None:
    async def main() -> None:
        me = hand()
        await me.make("OS::Nova::KeyPair", name="web")
        box = await me.make(BOX, name="web")
        assert me.thing(box).name == "web"

    run(main())


@pytest.mark.parametrize(
    ("told", "secrets"),
    ((KEY, 1), ({"type": "asymmetric", "algorithm": "rsa", "bit_length": 2048, "pass_phrase": "x"}, 3)),
)
def test_what_an_order_made_goes_with_it(told: dict[str, Any], secrets: int) -> None:
    async def main() -> None:
        me = hand()
        order = await me.make(ORDER, **told)
        assert len(me.world.of_type(SECRET)) == secrets
        attributes = await me.attributes(ORDER, order)
        assert attributes["status"] == "ACTIVE"
        held = attributes["secret_ref"] or attributes["container_ref"]
        assert held in me.world.things
        await me.remove(ORDER, order)
        assert held not in me.world.things
        assert me.world.of_type(SECRET) == []

    run(main())


def test_a_container_forgets_a_secret_that_goes_and_secrets_are_not_kept() -> None:
    async def main() -> None:
        me = hand()
        one, two = [await me.make(SECRET, name, payload=f"hunter2 {name}") for name in ("one", "two")]
        secrets = [{"name": "a", "ref": one.physical_id}, {"name": "b", "ref": two.physical_id}]
        box = await me.make(SECRETS, secrets=secrets)
        await me.remove(SECRET, one)
        assert (await me.seen(SECRETS, box))["secrets"] == secrets[1:]
        assert (await me.attributes(SECRETS, box))["secret_refs"] == {"b": two.physical_id}
        assert "hunter2" not in str(me.world.things)
        told: Any = (await me.attributes(SECRET, two))["decrypted_payload"]
        assert "hunter2" not in told
        assert await told_again(me, two) == told

    run(main())


async def told_again(me: Hand, secret: Any) -> Any:
    return (await me.attributes(SECRET, secret))["decrypted_payload"]
