"""``OS::Neutron::Net`` on a real Neutron."""

from __future__ import annotations

import pytest

from tests.lab.drivers.neutron.ground import Ground, drift, refused, repair

pytestmark = pytest.mark.lab


async def test_its_life(ground: Ground) -> None:
    await ground.certify(
        "Net",
        {
            "name": "certified",
            "tags": ["b", "a"],
            "admin_state_up": True,
            "value_specs": {"mtu": 1400, "description": "mine"},
        },
        changed={
            "name": "certified-again",
            "tags": ["c"],
            "admin_state_up": False,
            "port_security_enabled": False,
            "value_specs": {"mtu": 1300, "description": "yours"},
        },
        replaced={"name": "certified", "tenant_id": "other"},
        refused=(
            {"admin_state_up": "perhaps"},
            {"colour": "red"},
            {"value_specs": {"shared": True}},
            {"value_specs": {"name": "other"}},
        ),
        failing={"name": "certified", "value_specs": {"mtu": "many"}},
    )


@pytest.mark.usefixtures("networks_of_all")
async def test_what_only_an_administrator_may_say(above: Ground) -> None:
    policy = await above.make("qos/policies", "policy", name=above.mark)
    project = await above.cloud.region.connection.project()
    net = above.lead("Net", shared=True, qos_policy=above.mark, tenant_id=project)
    await net.make()
    assert net.attributes["qos_policy_id"] == policy["id"]
    assert net.attributes["tenant_id"] == project
    assert net.attributes["name"] == net.want.name, "without a name it has the one that was made for it"
    assert await drift(net) == {}, "a policy is told by the name by which it was wanted"
    await net.change(shared=False, qos_policy=None)
    shown = await above.show(f"networks/{net.physical_id}", "network")
    assert (shown["shared"], shown["qos_policy_id"]) == (False, None)


async def test_agents_that_are_not_there_are_told(above: Ground) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    net = above.lead("Net", dhcp_agent_ids=[nobody])
    await refused(net.make(), nobody)


async def test_drift_is_seen_and_repaired(ground: Ground) -> None:
    net = await ground.lead("Net", name="mine", tags=["a"], value_specs={"description": "mine"}).make()
    path = f"networks/{net.physical_id}"
    await ground.change(path, "network", name="theirs", admin_state_up=False, description="theirs")
    await ground.service.put(f"{path}/tags", {"tags": ["z"]})
    assert await drift(net) == {
        "name": "theirs",
        "admin_state_up": False,
        "tags": ["z"],
        "value_specs": {"description": "theirs"},
    }
    await repair(net)


async def test_a_description_that_leaves_no_room_for_a_token_is_given_later(ground: Ground) -> None:
    long = "x" * 250
    net = ground.lead("Net", value_specs={"description": long})
    made = await net.driver.create(net.want, net.token)
    found = await net.driver.find(net.token, net.want)
    assert found is not None, "before it has its description it is found by its token"
    assert found.physical_id == made.physical_id
    await net.settle(found)
    assert (await ground.show(f"networks/{net.physical_id}", "network"))["description"] == long
    assert await drift(net) == {}
