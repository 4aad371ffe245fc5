"""``OS::Neutron::Router`` on a real Neutron."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lab.drivers.neutron.ground import PUBLIC, Ground, drift, refused, repair

pytestmark = pytest.mark.lab


async def test_its_life(ground: Ground) -> None:
    wanted: dict[str, Any] = {
        "name": "certified",
        "tags": ["a"],
        "external_gateway_info": {"network": PUBLIC},
    }
    await ground.certify(
        "Router",
        wanted,
        changed={
            "name": "certified-again",
            "admin_state_up": False,
            "tags": ["b"],
            "value_specs": {"description": "mine"},
        },
        replaced={**wanted, "availability_zone_hints": ["nova"]},
        refused=(
            {"external_gateway_info": {"enable_snat": True}},
            {"ha": True, "distributed": True},
            {"l3_agent_ids": ["a", "b"]},
            {"l3_agent_ids": ["a"], "l3_agent_id": "a"},
            {"distributed": True, "l3_agent_ids": ["a"]},
        ),
        failing={"availability_zone_hints": ["nowhere"]},
    )


async def test_a_gateway_is_given_exchanged_and_taken(above: Ground) -> None:
    address = "172.24.7.201"
    router = above.lead("Router", external_gateway_info={"network": PUBLIC})
    await router.make()
    assert router.attributes["external_gateway_info"]["enable_snat"] is True
    fixed = [{"ip_address": address}]
    await router.change(
        external_gateway_info={"network": PUBLIC, "enable_snat": False, "external_fixed_ips": fixed}
    )
    gateway = (await above.show(f"routers/{router.physical_id}", "router"))["external_gateway_info"]
    assert gateway["enable_snat"] is False
    assert [one["ip_address"] for one in gateway["external_fixed_ips"]] == [address]
    assert await drift(router) == {}
    other = {"network_id": gateway["network_id"], "enable_snat": True}
    await above.change(f"routers/{router.physical_id}", "router", external_gateway_info=other)
    found = (await drift(router))["external_gateway_info"]
    assert (found["network"], found["enable_snat"]) == (PUBLIC, True)
    await repair(router)
    by_subnet = [{"subnet": f"{PUBLIC}-subnet"}]
    await router.change(external_gateway_info={"network": PUBLIC, "external_fixed_ips": by_subnet})
    assert await drift(router) == {}
    await router.change(external_gateway_info=None)
    assert router.attributes["external_gateway_info"] is None


async def test_a_gateway_that_was_taken_behind_our_back_is_drift(ground: Ground) -> None:
    router = await ground.lead("Router", external_gateway_info={"network": PUBLIC}).make()
    await ground.change(f"routers/{router.physical_id}", "router", external_gateway_info={})
    assert await drift(router) == {"external_gateway_info": {}}
    await repair(router)


async def test_what_only_an_administrator_may_say_is_told(ground: Ground) -> None:
    gateway = {"network": PUBLIC, "enable_snat": False}
    await refused(ground.lead("Router", external_gateway_info=gateway).make(), "403", "enable_snat")
    await refused(ground.lead("Router", ha=True).make(), "403")


async def test_of_what_kind_it_is(above: Ground) -> None:
    project = await above.cloud.region.connection.project()
    plain = above.lead("Router", ha=False, distributed=False, tenant_id=project)
    await plain.make()
    assert plain.attributes["tenant_id"] == project
    assert await drift(plain) == {}
    distributed = above.lead("Router", distributed=True)
    await distributed.make()
    assert (await above.show(f"routers/{distributed.physical_id}", "router"))["distributed"] is True


async def test_agents_serve_it(above: Ground) -> None:
    agents = await above.service.pages("agents", "agents", agent_type="L3 agent")
    if len(agents) < 2:
        nobody = "00000000-0000-4000-8000-000000000000"
        await refused(above.lead("Router", l3_agent_ids=[nobody]).make(), nobody)
        return
    one, other = (agent["id"] for agent in agents[:2])
    router = await above.lead("Router", l3_agent_ids=[one]).make()
    assert await drift(router) == {}
    await router.change(l3_agent_ids=[other])
    hosting = await above.service.pages(f"routers/{router.physical_id}/l3-agents", "agents")
    assert [agent["id"] for agent in hosting] == [other]
    await above.service.delete(f"agents/{other}/l3-routers/{router.physical_id}")
    assert await drift(router) == {"l3_agent_ids": []}
    await repair(router)
    await router.change(l3_agent_ids=None, l3_agent_id=one)
    assert await drift(router) == {}
