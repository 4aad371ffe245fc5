"""``OS::Neutron::QoSPolicy`` and its four kinds of rules, on a real Neutron. Only administrators make any."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.driver import Facts
from setpoint.model.observation import Gone, Ready
from tests.lab.drivers.neutron.ground import Ground, drift, refused, repair

pytestmark = pytest.mark.lab


async def test_its_life(above: Ground) -> None:
    project = await above.cloud.region.connection.project()
    wanted = {"name": "certified", "description": "mine", "tenant_id": project}
    await above.certify(
        "QoSPolicy",
        wanted,
        changed={"name": "certified-again", "shared": True, "tenant_id": project},
        replaced={**wanted, "tenant_id": "other"},
        refused=({"shared": "perhaps"},),
    )


async def test_an_ordinary_user_is_told(ground: Ground) -> None:
    await refused(ground.lead("QoSPolicy").make(), "403", "role or policy")


RULES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "QoSBandwidthLimitRule": (
        {"max_kbps": 1000, "max_burst_kbps": 100},
        {"max_kbps": 2000, "direction": "ingress"},
    ),
    "QoSDscpMarkingRule": ({"dscp_mark": 8}, {"dscp_mark": 16}),
    "QoSMinimumBandwidthRule": ({"min_kbps": 1000}, {"min_kbps": 2000, "direction": "ingress"}),
    "QoSMinimumPacketRateRule": ({"min_kpps": 10}, {"min_kpps": 20, "direction": "ingress"}),
}


@pytest.mark.parametrize("type", RULES)
async def test_the_life_of_a_rule(above: Ground, type: str) -> None:
    policy = await above.make("qos/policies", "policy", name=above.mark)
    wanted, changed = RULES[type]
    await above.certify(
        type,
        {"policy": above.mark, **wanted},
        changed={"policy": above.mark, **changed},
        replaced={"policy": policy["id"], **wanted},
        refused=(wanted, {"policy": above.mark}),
        failing={"policy": above.mark, **wanted, "tenant_id": "nobody"},
    )


async def test_rules_are_seen_at_once_and_as_they_are(above: Ground) -> None:
    first = await above.make("qos/policies", "policy", name=above.mark)
    await above.make("qos/policies", "policy", name=f"{above.mark}-2")
    ones = [
        await above.lead("QoSBandwidthLimitRule", policy=policy, max_kbps=100, direction=direction).make()
        for policy, direction in (
            (above.mark, "egress"),
            (above.mark, "ingress"),
            (f"{above.mark}-2", "egress"),
        )
    ]
    rules = f"qos/policies/{first['id']}/bandwidth_limit_rules"
    await above.change(f"{rules}/{ones[0].physical_id}", "bandwidth_limit_rule", max_kbps=50)
    await above.service.delete(f"{rules}/{ones[1].physical_id}")
    found = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    assert [type(found[one.token]) for one in ones] == [Ready, Gone, Ready]
    assert await drift(ones[0]) == {"max_kbps": 50}
    await repair(ones[0])


async def test_a_policy_offers_its_rules(above: Ground) -> None:
    policy = await above.lead("QoSPolicy").make()
    assert policy.attributes["rules"] == []
    await above.lead("QoSDscpMarkingRule", policy=policy.physical_id, dscp_mark=8).make()
    seen = await policy.look()
    assert isinstance(seen, Ready)
    assert [one["type"] for one in seen.attributes["rules"]] == ["dscp_marking"]
