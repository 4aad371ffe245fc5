"""``OS::Aodh::Alarm`` on an Aodh of old, which is not at hand: what it is told, and how its answer is understood."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.model.observation import Done, Ready
from tests.clouds.openstack.drivers.standing_in import standing_in

TOKEN = "11111111-2222-4333-8444-555555555555"
MINE = {"field": "metadata.user_metadata.group", "op": "eq", "value": "7"}
ASKED = {"field": "resource_id", "op": "eq", "type": "string", "value": "x"}
GIVEN: dict[str, Any] = {
    "meter_name": "cpu_util",
    "threshold": 5,
    "period": 60,
    "statistic": "avg",
    "matching_metadata": {"metering.group": 7},
    "query": [ASKED],
}
SHOWN: dict[str, Any] = {
    "alarm_id": "a",
    "name": "it",
    "state": "ok",
    "description": f"setpoint:{TOKEN}",
    "enabled": True,
    "repeat_actions": True,
    "severity": "low",
    "time_constraints": [],
    "threshold_rule": {
        "meter_name": "cpu_util",
        "threshold": 5.0,
        "period": 60,
        "statistic": "avg",
        "query": [MINE, ASKED],
    },
}


async def test_what_it_is_told() -> None:
    async with standing_in({"POST alarm/v2/alarms": SHOWN}) as cloud:
        driver = cloud.driver("OS::Aodh::Alarm")
        outcome = await driver.create(Want(driver.kind.with_defaults(GIVEN), "it"), TOKEN)
        assert isinstance(outcome, Done)
        (sent,) = cloud.sent
        assert (sent["type"], sent["name"], sent["description"]) == ("threshold", "it", f"setpoint:{TOKEN}")
        assert sent["threshold_rule"] == {
            "meter_name": "cpu_util",
            "threshold": 5,
            "period": 60,
            "statistic": "avg",
            "query": [ASKED, MINE],
        }


@pytest.mark.parametrize(
    ("query", "drift"),
    (
        ([MINE, ASKED], {}),
        ([ASKED], {"matching_metadata": {}}),
        ([MINE], {"query": []}),
        ([MINE, {**ASKED, "value": "y"}], {"query": [{**ASKED, "value": "y"}]}),
    ),
)
async def test_what_matches_is_told_from_what_is_asked(query: list[Any], drift: dict[str, Any]) -> None:
    shown = {**SHOWN, "threshold_rule": {**SHOWN["threshold_rule"], "query": query}}
    async with standing_in({"GET alarm/v2/alarms/a": shown}) as cloud:
        driver = cloud.driver("OS::Aodh::Alarm")
        wanted = driver.kind.with_defaults(GIVEN)
        seen = (await driver.observe([Subject("a", TOKEN, wanted)], Facts(0)))[TOKEN]
        assert isinstance(seen, Ready)
        assert {name: value for name, value in seen.seen.items() if value != wanted[name]} == drift


async def test_other_meters_are_of_other_things() -> None:
    async with standing_in({"POST alarm/v2/alarms": SHOWN}) as cloud:
        driver = cloud.driver("OS::Aodh::Alarm")
        given = {**GIVEN, "meter_name": "volume.size", "query": None}
        await driver.create(Want(driver.kind.with_defaults(given), "it"), TOKEN)
        query = cloud.sent[0]["threshold_rule"]["query"]
        assert query == [{"field": "metadata.metering.group", "op": "eq", "value": "7"}]
