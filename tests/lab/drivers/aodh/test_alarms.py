"""Aodh's alarms on a real Aodh, with Gnocchi behind it."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.driver import Facts
from setpoint.clouds.openstack.drivers.aodh.aodh import ALARM
from setpoint.clouds.openstack.rest.carrier import PREFIX
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Gone, Ready
from tests.lab.drivers.ground import Ground
from tests.lab.drivers.neutron.ground import drift, repair

pytestmark = pytest.mark.lab

MEASURED = {"aggregation_method": "mean", "threshold": 5, "comparison_operator": "gt"}
ON_ONE = {**MEASURED, "metric": "cpu", "resource_type": "generic", "resource_id": "a"}
RULE = {"type": "gnocchi_resources_threshold", **ON_ONE}
"""Not one of Prometheus: an Aodh that has made an alarm on that refuses every other rule on it in a composite one."""
ON_SEVERAL = {"metric": "cpu", "resource_type": "generic", "query": '{"=": {"project_id": "p"}}', **MEASURED}
QUERY = [{"field": "traits.instance_id", "op": "eq", "value": "x"}]
NIGHT = {"name": "night", "start": "0 23 * * *", "duration": 10800, "timezone": "Europe/Vienna"}
TOLD = {
    "description": "watches",
    "alarm_actions": ["http://127.0.0.1:1/up", "http://127.0.0.1:1/up", "trust+http://127.0.0.1:1/x?a=b"],
    "ok_actions": ["https://127.0.0.1:1/down"],
    "alarm_queues": ["alarms", "more alarms"],
    "repeat_actions": False,
    "severity": "critical",
    "time_constraints": [NIGHT],
}
OTHER = {
    "description": "still watches",
    "insufficient_data_actions": ["http://127.0.0.1:1/silent"],
    "insufficient_data_queues": ["silences"],
    "ok_queues": ["rests"],
    "enabled": False,
    "severity": "moderate",
    "time_constraints": [NIGHT],
}

LIVES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "EventAlarm": (
        {"event_type": "compute.instance.*", "query": QUERY},
        {"query": [*QUERY, {"field": "traits.n", "op": "gt", "value": "5", "type": "integer"}]},
        {"query": [{**QUERY[0], "type": "datetime"}]},
    ),
    "CompositeAlarm": (
        {"composite_rule": {"operator": "or", "rules": [RULE, {"and": [RULE, {**RULE, "threshold": 2}]}]}},
        {"composite_rule": {"operator": "and", "rules": [RULE, {"or": [RULE, RULE]}]}},
        {"composite_rule": {"operator": "or", "rules": [RULE, {**RULE, "type": "event"}]}},
    ),
    "GnocchiResourcesAlarm": (
        {**ON_ONE, "evaluation_periods": 2, "granularity": 300},
        {**ON_ONE, "threshold": 7.5, "comparison_operator": "lt", "resource_id": "b"},
        {**ON_ONE, "aggregation_method": "most"},
    ),
    "GnocchiAggregationByMetricsAlarm": (
        {**MEASURED, "metrics": ["b", "a"], "granularity": 300},
        {**MEASURED, "metrics": ["c"], "evaluation_periods": 3, "aggregation_method": "max"},
        {"threshold": 5, "metrics": ["a"]},
    ),
    "GnocchiAggregationByResourcesAlarm": (
        ON_SEVERAL,
        {**ON_SEVERAL, "query": '{"and": [{"=": {"project_id": "p"}}, {"=": {"user_id": "u"}}]}'},
        {**ON_SEVERAL, "query": "{"},
    ),
    "PrometheusAlarm": (
        {"query": "rate(x[5m])", "threshold": 10, "comparison_operator": "ge"},
        {"query": "rate(y[5m])", "threshold": 0.5},
        {"query": "up", "threshold": 1, "alarm_actions": ["mail:me"]},
    ),
}


@pytest.mark.parametrize("name", LIVES)
async def test_its_life(ground: Ground, name: str) -> None:
    driver = ground.cloud.driver(f"OS::Aodh::{name}")
    assert driver is not None
    wanted, changed, failing = LIVES[name]
    await certify_driver(
        driver,
        Examples(
            wanted={**wanted, **TOLD},
            changed={**changed, **OTHER},
            replaced={**wanted, **TOLD, "time_constraints": []},
            refused=({**wanted, "severity": "high"}, {**wanted, "time_constraints": [{"name": "night"}]}),
            failing=failing,
        ),
    )


async def test_the_members_of_a_pool(ground: Ground) -> None:
    told = {"stack": "shop", "autoscaling_group_id": "group"}
    one = await ground.lead("OS::Aodh::LBMemberHealthAlarm", pool=str(uuid.uuid4()), **told).make()
    assert await drift(one) == {}
    await one.change(pool=str(uuid.uuid4()), autoscaling_group_id="other")
    assert await drift(one) == {}
    with pytest.raises(ResourceError, match="there is no pool 'nothing'"):
        await ground.lead("OS::Aodh::LBMemberHealthAlarm", pool="nothing", **told).make()


async def test_what_was_changed_behind_our_back_is_seen_and_mended(ground: Ground) -> None:
    aodh = ground.service(ALARM)
    one = ground.lead("OS::Aodh::EventAlarm", **TOLD, event_type="a", query=QUERY)
    await one.make()
    address = f"alarms/{one.physical_id}"
    await aodh.put(f"{address}/state", "alarm")
    shown = await aodh.get(address)
    theirs = {
        "enabled": False,
        "description": "theirs",
        "severity": "low",
        "alarm_actions": ["trust+zaqar://?queue_name=alarms", "http://127.0.0.1:1/other"],
        "ok_actions": [],
        "event_rule": {"event_type": "b"},
    }
    await aodh.put(address, {**shown, **theirs})
    assert await drift(one) == {
        "enabled": False,
        "description": "theirs",
        "severity": "low",
        "alarm_actions": ["http://127.0.0.1:1/other"],
        "alarm_queues": ["alarms"],
        "ok_actions": [],
        "event_type": "b",
        "query": [],
    }
    await repair(one)
    shown = await aodh.get(address)
    assert (shown["state"], shown["name"]) == ("alarm", one.want.name)
    assert await one.driver.find(one.token, one.want) is not None


async def test_several_are_seen_at_once(ground: Ground) -> None:
    ones = [
        await ground.lead("OS::Aodh::PrometheusAlarm", query="up", threshold=number).make()
        for number in range(3)
    ]
    await ones[1].remove()
    before = ground.cloud.region.connection.transport.sent
    found = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    assert ground.cloud.region.connection.transport.sent == before + 1
    assert [type(found[one.token]) for one in ones] == [Ready, Gone, Ready]
    assert PREFIX not in str(found)


async def test_what_is_asked_of_gnocchi_is_told_without_what_aodh_adds(ground: Ground) -> None:
    one = await ground.lead("OS::Aodh::GnocchiAggregationByResourcesAlarm", **ON_SEVERAL).make()
    seen = await one.look()
    assert isinstance(seen, Ready)
    rule = seen.attributes["show"]["gnocchi_aggregation_by_resources_threshold_rule"]
    assert "created_by_project_id" in rule["query"]
    await ground.service(ALARM).put(
        f"alarms/{one.physical_id}",
        {
            **seen.attributes["show"],
            "gnocchi_aggregation_by_resources_threshold_rule": {**rule, "query": '{"=": {"user_id": "u"}}'},
        },
    )
    assert {name: json.loads(str(value)) for name, value in (await drift(one)).items()} == {
        "query": {"=": {"user_id": "u"}}
    }
    await repair(one)


async def test_an_alarm_of_a_type_that_this_aodh_does_not_have(ground: Ground) -> None:
    with pytest.raises(ResourceError, match="threshold") as refused:
        await ground.lead("OS::Aodh::Alarm", meter_name="cpu", threshold=5).make()
    assert "GnocchiResourcesAlarm" in refused.value.diagnostic.advice
