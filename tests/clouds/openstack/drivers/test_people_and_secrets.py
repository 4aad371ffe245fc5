"""What the Keystone, Barbican and Swift at hand do not do: cut a list short, take their time, refuse a part."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.drivers.keystone.keystone import USERS
from setpoint.clouds.openstack.drivers.swift.purge import Purge
from setpoint.model.errors import ResourceError, Retry
from setpoint.model.observation import Accepted, Broken, Done, Gone, Pending, Ready
from tests.clouds.openstack.drivers.standing_in import IDENTITY, KEY_MANAGER, OBJECT_STORE, standing_in

ROLES = [{"role": "a" * 32, "project": "c" * 32}, {"role": "b" * 32, "project": "c" * 32}]
ORDER = {"type": "key", "algorithm": "aes", "bit_length": 256}
AT = f"{IDENTITY}/projects/{'c' * 32}/users/{'d' * 32}/roles"


async def test_what_a_list_leaves_out_is_asked_for() -> None:
    shown = [{"id": f"{number}", "name": f"n{number}"} for number in range(4)]
    answers: dict[str, Any] = {f"GET {IDENTITY}/projects": {"projects": shown[:2], "truncated": True}}
    answers[f"GET {IDENTITY}/projects/2"] = {"project": shown[2]}
    async with standing_in(answers) as cloud:
        subjects = [Subject(f"{number}", f"t{number}") for number in range(4)]
        seen = await cloud.driver("OS::Keystone::Project").observe(subjects, Facts(0))
    assert [type(one) for one in seen.values()] == [Ready, Ready, Ready, Gone]


async def test_a_name_may_say_which_domain_it_is_in() -> None:
    answers: dict[str, Any] = {
        f"GET {IDENTITY}/domains": {"domains": [{"id": "d1", "name": "acme"}]},
        f"GET {IDENTITY}/users": {"users": [{"id": "u1", "name": "ada"}]},
    }
    async with standing_in(answers) as cloud:
        names = cloud.cloud.region.names
        assert await names.id(USERS, "ada{acme}") == "u1"
        assert cloud.asked == [f"GET {IDENTITY}/domains", f"GET {IDENTITY}/users"]
        with pytest.raises(ResourceError, match="there is no domain 'none'"):
            await names.id(USERS, "ada{none}")


async def test_roles_are_given_all_or_none() -> None:
    answers: dict[str, Any] = {
        f"GET {IDENTITY}/role_assignments": {"role_assignments": []},
        f"PUT {AT}/{'a' * 32}": (204, None),
        f"PUT {AT}/{'b' * 32}": (403, {"error": {"message": "no"}}),
        f"DELETE {AT}/{'a' * 32}": (204, None),
    }
    want = Want({"user": "d" * 32, "roles": ROLES}, "granted")
    async with standing_in(answers) as cloud:
        driver = cloud.driver("OS::Keystone::UserRoleAssignment")
        with pytest.raises(ResourceError, match="403 no"):
            await driver.create(want, "token")
        assert f"DELETE {AT}/{'a' * 32}" in cloud.asked
        answers_then = {f"PUT {AT}/{'b' * 32}": (204, None)}
        cloud.answers.update(answers_then)
        assert isinstance(await driver.create(want, "token"), Done)


async def test_a_grant_that_is_inherited_or_of_the_whole_system_is_none() -> None:
    grant = {"role": {"id": "a" * 32}, "user": {"id": "d" * 32}}
    listed = [
        {**grant, "scope": {"project": {"id": "c" * 32}, "OS-INHERIT:inherited_to": "projects"}},
        {**grant, "scope": {"system": {"all": True}}},
    ]
    answers = {f"GET {IDENTITY}/role_assignments": {"role_assignments": listed}}
    subject = Subject("token", "token", {"user": "d" * 32, "roles": ROLES})
    async with standing_in(answers) as cloud:
        driver = cloud.driver("OS::Keystone::UserRoleAssignment")
        assert (await driver.observe([subject], Facts(0)))["token"] == Gone()


def order(status: str, **more: Any) -> dict[str, Any]:
    meta = {"name": "o", "algorithm": "aes", "bit_length": 256}
    return {"order_ref": "http://x/v1/orders/1", "type": "key", "meta": meta, "status": status, **more}


async def test_an_order_takes_its_time_and_may_fail() -> None:
    answers: dict[str, Any] = {
        f"POST {KEY_MANAGER}/orders": (202, {"order_ref": "http://x/v1/orders/1"}),
        f"GET {KEY_MANAGER}/orders/1": order("PENDING"),
        f"GET {KEY_MANAGER}/orders": {"orders": [order("PENDING")], "total": 1},
    }
    want = Want({**ORDER, "name": "o"}, "o")
    async with standing_in(answers) as cloud:
        driver = cloud.driver("OS::Barbican::Order")
        made = await driver.create(want, "token")
        assert isinstance(made, Accepted)
        assert await driver.find("token", want) == made, "it may be ours: nobody has claimed it yet"
        subject = Subject(made.physical_id, "token", want.properties, made.cursor, since=1)
        assert isinstance((await driver.observe([subject], Facts(10)))["token"], Pending)
        failed = order("ERROR", error_status_code="500", error_reason="no key today")
        cloud.answers[f"GET {KEY_MANAGER}/orders/1"] = failed
        seen = (await driver.observe([subject], Facts(20)))["token"]
        assert isinstance(seen, Broken)
        assert "500 no key today" in seen.why
        cloud.answers[f"GET {KEY_MANAGER}/orders"] = {"orders": [failed], "total": 1}
        assert await driver.find("token", want) is None


async def test_an_order_that_another_has_claimed_is_refused() -> None:
    done = order("ACTIVE", secret_ref="http://x/v1/secrets/2")
    answers: dict[str, Any] = {
        f"GET {KEY_MANAGER}/orders/1": done,
        f"POST {KEY_MANAGER}/secrets/2/metadata": (409, {"description": "there already"}),
        f"GET {KEY_MANAGER}/secrets/2/metadata": {"metadata": {"setpoint": "another"}},
    }
    want = Want({**ORDER, "name": "o"}, "o")
    async with standing_in(answers) as cloud:
        driver = cloud.driver("OS::Barbican::Order")
        subject = Subject("http://x/v1/orders/1", "token", want.properties)
        with pytest.raises(ResourceError, match="another resource"):
            await driver.go_on(subject, want)
        cloud.answers[f"GET {KEY_MANAGER}/secrets/2/metadata"] = {"metadata": {"setpoint": "token"}}
        assert isinstance(await driver.go_on(subject, want), Done)


async def test_objects_go_one_by_one_where_nobody_knows_of_bulk_deletes() -> None:
    answers: dict[str, Any] = {
        f"GET {OBJECT_STORE}/box": [{"name": "a"}, {"name": "b"}],
        f"POST {OBJECT_STORE}": (204, None),
        f"DELETE {OBJECT_STORE}/box/a": (204, None),
    }
    async with standing_in(answers) as cloud:
        service = cloud.cloud.region.service(Api("object-store", "v1"))
        with pytest.raises(Retry, match="more objects"):
            await Purge(service, "box", has_versions=False, rounds=1).run()
        assert f"DELETE {OBJECT_STORE}/box/a" in cloud.asked
        assert f"DELETE {OBJECT_STORE}/box/b" in cloud.asked


async def test_an_object_that_may_not_be_removed_is_told_of() -> None:
    told = {"Number Deleted": 1, "Errors": [["/box/a", "403 Forbidden"]]}
    answers = {f"GET {OBJECT_STORE}/box": [{"name": "a"}], f"POST {OBJECT_STORE}": told}
    async with standing_in(answers) as cloud:
        service = cloud.cloud.region.service(Api("object-store", "v1"))
        with pytest.raises(ResourceError, match="/box/a cannot be removed"):
            await Purge(service, "box", has_versions=False).run()
