"""``OS::Keystone::UserRoleAssignment`` and ``GroupRoleAssignment`` on a real Keystone."""

from __future__ import annotations

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.certify.led import Led
from setpoint.clouds.driver import Facts
from setpoint.model.observation import Done, Gone, Ready
from tests.lab.drivers.ground import IDENTITY, Ground
from tests.lab.drivers.keystone.people import group, project, role, roles_of, user
from tests.lab.drivers.neutron.ground import drift, refused, repair

pytestmark = pytest.mark.lab

OF_USER, OF_GROUP = "OS::Keystone::UserRoleAssignment", "OS::Keystone::GroupRoleAssignment"


@pytest.mark.parametrize("kind", ("user", "group"))
async def test_its_life(above: Ground, kind: str) -> None:
    driver = above.cloud.driver(OF_USER if kind == "user" else OF_GROUP)
    assert driver is not None
    who, other = [await (user if kind == "user" else group)(above, name) for name in ("ada", "bob")]
    reads, writes, at = await role(above, "reads"), await role(above, "writes"), await project(above, "at")
    mark = above.mark
    roles = [{"role": f"{mark}-reads", "project": f"{mark}-at"}, {"role": writes, "domain": "default"}]
    name = f"{mark}-ada{{Default}}"
    await certify_driver(
        driver,
        Examples(
            wanted={kind: name, "roles": roles},
            changed={kind: other, "roles": [{"role": f"{mark}-writes", "project": at}]},
            refused=(
                {"roles": roles},
                {kind: who, "roles": [{"role": "x"}]},
                {kind: who, "roles": [{"role": "x", "project": "y", "domain": "z"}]},
            ),
            failing={kind: name, "roles": [*roles, {"role": f"{mark}-nothing", "project": at}]},
        ),
    )
    assert await roles_of(above, **{kind: who}) == await roles_of(above, **{kind: other}) == set()
    assert reads != writes


async def test_roles_come_and_go_behind_its_back(above: Ground) -> None:
    ada, reads, writes = await user(above, "ada"), await role(above, "reads"), await role(above, "writes")
    at = await project(above, "at")
    both = [{"role": reads, "project": at}, {"role": f"{above.mark}-writes", "project": f"{above.mark}-at"}]
    one = await above.lead(OF_USER, user=ada, roles=both).make()
    assert await roles_of(above, user=ada) == {(reads, at), (writes, at)}
    found = await one.driver.find(one.token, one.want)
    assert isinstance(found, Done)
    assert found.physical_id == one.physical_id == one.token

    await above.service(IDENTITY).delete(f"projects/{at}/users/{ada}/roles/{writes}")
    assert await drift(one) == {"roles": both[:1]}
    assert await one.driver.find(one.token, one.want) is None, "not all of it is there"
    await repair(one)
    assert await roles_of(above, user=ada) == {(reads, at), (writes, at)}

    await one.change(roles=both[1:])
    assert await roles_of(above, user=ada) == {(writes, at)}
    await above.service(IDENTITY).delete(f"projects/{at}/users/{ada}/roles/{writes}")
    assert isinstance(await one.look(), Gone)


async def test_many_cost_one_call(above: Ground) -> None:
    reads, at = await role(above, "reads"), await project(above, "at")
    roles = [{"role": reads, "project": at}]
    ones = [above.lead(OF_USER, user=await user(above, f"u{number}"), roles=roles) for number in range(4)]
    for one in ones[:3]:
        await one.make()
    ones[3].physical_id = "never made"
    before = above.cloud.region.connection.transport.sent
    seen = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    assert above.cloud.region.connection.transport.sent == before + 1
    assert [type(seen[one.token]) for one in ones] == [Ready, Ready, Ready, Gone]


async def test_an_ordinary_user_is_told(ground: Ground) -> None:
    me = (await ground.cloud.region.connection.identity()).user
    here = await ground.cloud.region.connection.project()
    driver = ground.cloud.driver(OF_USER)
    assert driver is not None
    one = Led(driver, Examples(wanted={}), {"user": me, "roles": [{"role": me, "project": here}]})
    await refused(one.make(), "403", "role or policy")
