"""``OS::Nova::KeyPair`` on a real Nova."""

from __future__ import annotations

import msgspec
import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.driver import Facts
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.model.errors import Conflict
from setpoint.model.observation import Done, Gone, Ready
from tests.lab.drivers.ground import Ground

pytestmark = pytest.mark.lab

KEY = "OS::Nova::KeyPair"
PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKu5Pq1pW9YjV2nTkYp4qfS0bGx8m0yF6s2dHc1n0h5X lab\n"


@pytest.mark.parametrize("more", ({"public_key": PUBLIC, "type": "ssh"}, {}), ids=["imported", "made"])
async def test_its_life(ground: Ground, more: dict[str, str]) -> None:
    driver = ground.cloud.driver(KEY)
    assert driver is not None
    name = f"{ground.mark} key@lab.1"
    await certify_driver(
        driver,
        Examples(
            wanted={"name": name, **more},
            replaced={"name": name, "public_key": PUBLIC + " "},
            refused=({}, {"name": ""}, {"name": name, "type": "dsa"}),
            failing={"name": name, "public_key": "no key"},
        ),
    )


@pytest.mark.parametrize("type", ("ssh", "x509"))
async def test_a_private_key_is_kept_and_made_anew_when_its_answer_was_lost(
    ground: Ground, type: str
) -> None:
    key = ground.lead(KEY, name=f"{ground.mark}-key", type=type, save_private_key=True)
    first = await key.driver.create(key.want, key.token)
    assert isinstance(first, Done)
    assert "PRIVATE KEY" in first.attributes["private_key"]
    assert first.attributes["public_key"]

    assert await key.driver.find(key.token, key.want) is None, "of what was lost nothing is left"
    await key.make()
    seen = await key.look()
    assert isinstance(seen, Ready)
    assert "PRIVATE KEY" in seen.attributes["private_key"]
    assert seen.attributes["private_key"] != first.attributes["private_key"]
    assert seen.attributes["public_key"] != first.attributes["public_key"]
    assert (await ground.nova.get(f"os-keypairs/{key.physical_id}"))["keypair"]["type"] == type


async def test_somebody_elses_is_never_found(ground: Ground) -> None:
    name = f"{ground.mark}-key"
    theirs = await ground.lead(KEY, name=name, public_key=PUBLIC).make()
    ours = ground.lead(KEY, name=name)
    with pytest.raises(Conflict):
        await ours.driver.create(ours.want, ours.token)
    assert await ours.driver.find(ours.token, ours.want) is None
    assert isinstance(await theirs.look(), Ready)


async def test_one_of_another_user(ground: Ground, admin: OpenStackCloud) -> None:
    above = Ground(admin)
    async with above.later:
        keys = [above.lead(KEY, name=f"{ground.mark}-{n}", public_key=PUBLIC, user="demo") for n in range(4)]
        for key in keys:
            await key.make()
        listed = [one["keypair"]["name"] for one in (await ground.nova.get("os-keypairs"))["keypairs"]]
        assert {key.physical_id for key in keys} <= set(listed), "they are the other user's"
        seen = await keys[0].driver.observe([key.subject for key in keys], facts())
        assert all(isinstance(one, Ready) for one in seen.values())
        nobodys = msgspec.structs.replace(keys[0].subject, properties={"name": "x"})
        assert (await keys[0].driver.observe([nobodys], facts()))[keys[0].token] == Gone()


def facts() -> Facts:
    return Facts(0)
