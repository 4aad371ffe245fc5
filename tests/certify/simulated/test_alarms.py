"""Alarms on the simulated cloud: what it refuses as Aodh does, and that they sleep."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.certify.simulated.timings import INSTANT
from setpoint.certify.virtual_time import run
from setpoint.model.errors import ResourceError
from tests.certify.simulated.hand import hand, refusal

COMPOSITE, EVENT = "OS::Aodh::CompositeAlarm", "OS::Aodh::EventAlarm"
BY_RESOURCES = "OS::Aodh::GnocchiAggregationByResourcesAlarm"
MEASURED = {"metric": "cpu", "resource_type": "instance", "query": "{}", "threshold": 5}
AT_NIGHT = {"name": "night", "start": "0 23 * * *", "duration": 10}
RULE = {"type": "prometheus", "query": "up", "threshold": 1}


def composed(*rules: Any) -> dict[str, Any]:
    return {"composite_rule": {"operator": "or", "rules": [RULE, *rules]}}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (EVENT, {"time_constraints": [AT_NIGHT, AT_NIGHT]}, "names must be unique"),
    (EVENT, {"ok_actions": ["log://"]}, "unsupported action log://"),
    (EVENT, {"alarm_actions": ["the-policy"]}, "unsupported action the-policy"),
    (EVENT, {"query": [{"field": "a", "op": "eq", "value": "b", "type": "datetime"}]}, "traits invalid"),
    (EVENT, {"query": [{"op": "eq", "value": "b"}]}, "mandatory field missing"),
    (BY_RESOURCES, MEASURED, "mandatory field missing: aggregation_method"),
    (BY_RESOURCES, {**MEASURED, "aggregation_method": "most"}, "not most"),
    (BY_RESOURCES, {**MEASURED, "aggregation_method": "mean", "query": "{"}, "no JSON"),
    (COMPOSITE, composed({"query": "up", "threshold": 1}), "type must be set"),
    (COMPOSITE, composed({**RULE, "type": "event"}), "unsupported sub-rule type event"),
    (COMPOSITE, composed({"and": [RULE, {"xor": [RULE]}]}), "combined with 'and' or 'or'"),
]


@pytest.mark.parametrize(("type", "wrong", "why"), REFUSED)
def test_they_are_refused_as_aodh_does(type: str, wrong: dict[str, Any], why: str) -> None:
    async def main() -> None:
        me = hand(INSTANT)
        told = await refusal(me.make(type, **wrong))
        assert isinstance(told, ResourceError)
        assert why in str(told)
        assert not me.world.of_type(type)

    run(main())


def test_rules_may_stand_within_each_other() -> None:
    async def main() -> None:
        me = hand(INSTANT)
        await me.make(COMPOSITE, **composed({"and": [RULE, {"or": [RULE, RULE]}]}))

    run(main())


def test_the_alarm_of_old_is_not_there_as_it_is_not_in_aodh_any_more() -> None:
    assert hand().cloud.driver("OS::Aodh::Alarm") is None
