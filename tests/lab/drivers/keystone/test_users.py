"""``OS::Keystone::User``, ``Group`` and ``Role`` on a real Keystone."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.certify.led import Led
from setpoint.clouds.driver import Facts
from setpoint.model.observation import Gone, Ready
from tests.lab.drivers.ground import IDENTITY, Ground
from tests.lab.drivers.keystone.people import group, project, role, roles_of, shown
from tests.lab.drivers.neutron.ground import drift, refused, repair

pytestmark = pytest.mark.lab

USER, GROUP, ROLE = "OS::Keystone::User", "OS::Keystone::Group", "OS::Keystone::Role"


async def certify(above: Ground, type: str, **examples: Any) -> None:
    driver = above.cloud.driver(type)
    assert driver is not None
    await certify_driver(driver, Examples(**examples))


async def test_the_life_of_a_user(above: Ground) -> None:
    mark = above.mark
    reads, at, group_id = await role(above, "reads"), await project(above, "at"), await group(above, "all")
    wanted = {
        "name": f"{mark}-ada",
        "domain": "Default",
        "description": "counts",
        "email": "ada@example.org",
        "password": "a pass phrase",
        "default_project": f"{mark}-at",
        "groups": [f"{mark}-all"],
        "roles": [{"role": f"{mark}-reads", "project": f"{mark}-at"}],
    }
    await certify(
        above,
        USER,
        wanted=wanted,
        changed={
            "name": f"{mark}-bob",
            "domain": "Default",
            "enabled": False,
            "roles": [{"role": reads, "domain": "Default"}],
            "password": "another one",
        },
        replaced={**wanted, "domain": "other"},
        refused=({"enabled": "perhaps"}, {"roles": [{"role": reads}]}),
        failing={"name": f"{mark}-eve", "groups": [group_id, f"{mark}-none"], "default_project": at},
    )


async def test_what_a_user_is_behind_its_back(above: Ground) -> None:
    reads, at, all_of_us = await role(above, "reads"), await project(above, "at"), await group(above, "all")
    roles, groups = [{"role": reads, "project": at}], [f"{above.mark}-all"]
    ada = await above.lead(USER, name=f"{above.mark}-ada", roles=roles, groups=groups, email="a@b").make()
    service, path = above.service(IDENTITY), f"users/{ada.physical_id}"
    assert await roles_of(above, user=ada.physical_id) == {(reads, at)}
    seen = await ada.look()
    assert isinstance(seen, Ready)
    assert {**seen.attributes, "show": 0} == {
        "default_project_id": None,
        "domain_id": "default",
        "enabled": True,
        "name": f"{above.mark}-ada",
        "password_expires_at": None,
        "show": 0,
    }
    assert "setpoint" not in seen.attributes["show"]
    assert (await shown(above, path))["setpoint"] == ada.token

    await service.delete(f"groups/{all_of_us}/users/{ada.physical_id}")
    await service.delete(f"projects/{at}/users/{ada.physical_id}/roles/{reads}")
    await service.patch(path, {"user": {"email": "c@d", "enabled": False}})
    assert await drift(ada) == {"email": "c@d", "enabled": False, "groups": [], "roles": []}
    await repair(ada)
    await ada.change(groups=None, roles=None, email=None, description="nobody")
    assert await service.pages(f"{path}/groups", "groups") == []
    assert await roles_of(above, user=ada.physical_id) == set()
    assert {**await shown(above, path), "email": None}["description"] == "nobody"


async def test_a_password_is_what_one_authenticates_with(above: Ground) -> None:
    ada = await above.lead(USER, name=f"{above.mark}-ada", password="first").make()
    await authenticated(above, ada, "first")
    await ada.change(password="second")
    await authenticated(above, ada, "second")
    await refused(authenticated(above, ada, "first"), "401")


async def authenticated(above: Ground, one: Led, password: str) -> None:
    told = {"user": {"id": one.physical_id, "password": password}}
    body = {"auth": {"identity": {"methods": ["password"], "password": told}}}
    await above.service(IDENTITY).post("auth/tokens", body)


async def test_users_are_seen_together(above: Ground) -> None:
    reads, at, all_of_us = await role(above, "reads"), await project(above, "at"), await group(above, "all")
    roles = [{"role": reads, "project": at}]
    ones = [above.lead(USER, name=f"{above.mark}-{n}", roles=roles, groups=[all_of_us]) for n in range(4)]
    for one in ones[:3]:
        await one.make()
    ones[3].physical_id = "0" * 32
    before = above.cloud.region.connection.transport.sent
    seen = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    asked = above.cloud.region.connection.transport.sent - before
    assert asked <= 4, f"users, roles, groups and one name were asked for in {asked} calls"
    assert [type(seen[one.token]) for one in ones] == [Ready, Ready, Ready, Gone]


async def test_the_life_of_a_group(above: Ground) -> None:
    mark, reads = above.mark, await role(above, "reads")
    wanted = {"name": f"{mark}-all", "description": "of us", "roles": [{"role": reads, "domain": "default"}]}
    await certify(
        above,
        GROUP,
        wanted=wanted,
        changed={"name": f"{mark}-some", "roles": [{"role": f"{mark}-reads", "project": "admin"}]},
        replaced={**wanted, "domain": "other"},
        refused=({"roles": [{}]},),
        failing={"name": f"{mark}-x", "roles": [{"role": f"{mark}-none", "project": "admin"}]},
    )


async def test_the_life_of_a_role(above: Ground) -> None:
    mark = above.mark
    await certify(
        above,
        ROLE,
        wanted={"name": f"{mark}-reads"},
        changed={"name": f"{mark}-writes"},
        replaced={"name": f"{mark}-reads", "domain": "default"},
        refused=({"name": []},),
        failing={"name": "admin"},
    )


async def test_roles_of_a_domain(above: Ground) -> None:
    ones = [above.lead(ROLE, name=f"{above.mark}-{n}", domain="Default") for n in range(2)]
    ones += [above.lead(ROLE, name=f"{above.mark}-{n}") for n in range(2)]
    for one in ones:
        await one.make()
        found = await one.driver.find(one.token, one.want)
        assert found is not None
        assert found.physical_id == one.physical_id
    seen = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    assert all(isinstance(seen[one.token], Ready) for one in ones)
    stranger = above.lead(ROLE, name=f"{above.mark}-0")
    assert await stranger.driver.find(stranger.token, stranger.want) is None


async def test_an_ordinary_user_makes_nobody(ground: Ground) -> None:
    driver = ground.cloud.driver(USER)
    assert driver is not None
    await refused(Led(driver, Examples(wanted={}), {}).make(), "403", "role or policy")
