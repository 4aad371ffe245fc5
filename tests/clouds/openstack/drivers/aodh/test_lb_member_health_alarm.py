"""``OS::Aodh::LBMemberHealthAlarm``: its pool by name, which takes minutes to make at the lab."""

from __future__ import annotations

from typing import Any

from setpoint.clouds.driver import Want
from setpoint.model.observation import Done
from tests.clouds.openstack.drivers.standing_in import standing_in

POOL = "11111111-2222-4333-8444-555555555555"
RULE = {"pool_id": POOL, "stack_id": "shop", "autoscaling_group_id": "group"}


async def test_its_pool_may_be_named() -> None:
    shown: dict[str, Any] = {"alarm_id": "a", "name": "it", "loadbalancer_member_health_rule": RULE}
    answers = {
        "GET balancers/v2/lbaas/pools": {"pools": [{"id": POOL, "name": "web"}]},
        "POST alarm/v2/alarms": shown,
    }
    async with standing_in(answers) as cloud:
        driver = cloud.driver("OS::Aodh::LBMemberHealthAlarm")
        given = {"pool": "web", "stack": "shop", "autoscaling_group_id": "group"}
        outcome = await driver.create(Want(driver.kind.with_defaults(given), "it"), "t")
        assert cloud.sent[0]["loadbalancer_member_health_rule"] == RULE
        assert isinstance(outcome, Done)
        assert outcome.seen["pool"] == "web"
