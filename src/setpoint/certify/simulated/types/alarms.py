"""``OS::Aodh::*``: alarms, of every type that today's Aodh has. ``OS::Aodh::Alarm`` is not among them."""

from __future__ import annotations

import json
from typing import Any, ClassVar
from urllib.parse import urlsplit

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain

SCHEMES = ("http", "https", "zaqar", "trust+heat", "trust+http", "trust+https", "trust+zaqar")
"""Of addresses that ordinary users may have called."""

RULES = (
    "gnocchi_aggregation_by_metrics_threshold",
    "gnocchi_aggregation_by_resources_threshold",
    "gnocchi_resources_threshold",
    "prometheus",
)
"""Types of rules that can be combined."""

METHODS = ("count", "first", "last", "max", "mean", "median", "min", "std", "sum")
"""The ways to aggregate that every Gnocchi has, beside those of rates and percentiles."""


class AnyAlarm(SimulatedType):
    """What alarms have in common."""

    title = "alarm"
    takes = ("alarms",)
    has_status = False
    sleeps = True
    sets_a_method: ClassVar[bool] = False
    """Whether it is on measurements, for which a way to aggregate them must be said."""

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse what Aodh refuses of any alarm, and of its rule."""
        wanted = thing.properties
        names = [one["name"] for one in wanted["time_constraints"]]
        if len(set(names)) < len(names):
            raise refusals.bad_request("time constraint names must be unique for a given alarm")
        for state in ("alarm", "ok", "insufficient_data"):
            for one in wanted.get(f"{state}_actions") or ():
                if urlsplit(str(one)).scheme not in SCHEMES:
                    raise refusals.bad_request(f"unsupported action {one}")
        if self.sets_a_method:
            _refuse_method(wanted.get("aggregation_method"))
        self.admit_rule(wanted)
        thing.usage = self.usage(wanted)

    def admit_rule(self, wanted: dict[str, Any]) -> None:
        """Refuse a rule that makes no sense."""


def _refuse_method(method: Plain) -> None:
    if method is None:
        raise refusals.bad_request("mandatory field missing: aggregation_method")
    if str(method).removeprefix("rate:") not in METHODS:
        raise refusals.bad_request(f"aggregation_method should be in {', '.join(METHODS)}, not {method}")


class CompositeAlarm(AnyAlarm):
    """An alarm on several rules."""

    name = "OS::Aodh::CompositeAlarm"

    def admit_rule(self, wanted: dict[str, Any]) -> None:
        """See :meth:`AnyAlarm.admit_rule`."""
        rule = wanted["composite_rule"]
        _refuse_rules({rule["operator"]: rule["rules"]})


def _refuse_rules(rule: Any) -> None:
    if isinstance(rule, dict) and len(rule) == 1:
        ((word, rules),) = rule.items()
        if word not in ("and", "or") or not isinstance(rules, list):
            raise refusals.bad_request("rules should be combined with 'and' or 'or'")
        for one in rules:
            _refuse_rules(one)
    elif not isinstance(rule, dict) or "type" not in rule:
        raise refusals.bad_request("type must be set in every rule")
    elif rule["type"] not in RULES:
        raise refusals.bad_request(f"unsupported sub-rule type {rule['type']}: one of {', '.join(RULES)}")


class EventAlarm(AnyAlarm):
    """An alarm on events."""

    name = "OS::Aodh::EventAlarm"

    def admit_rule(self, wanted: dict[str, Any]) -> None:
        """See :meth:`AnyAlarm.admit_rule`."""
        for one in wanted.get("query") or ():
            if one.get("field") is None or one.get("value") is None:
                raise refusals.bad_request("mandatory field missing in query")
            if one.get("type") == "datetime":
                raise refusals.bad_request("query value or traits invalid: events are not compared by times")


class GnocchiAggregationByMetricsAlarm(AnyAlarm):
    """An alarm on several measurements."""

    name = "OS::Aodh::GnocchiAggregationByMetricsAlarm"
    sets_a_method = True


class GnocchiAggregationByResourcesAlarm(AnyAlarm):
    """An alarm on several things."""

    name = "OS::Aodh::GnocchiAggregationByResourcesAlarm"
    sets_a_method = True

    def admit_rule(self, wanted: dict[str, Any]) -> None:
        """See :meth:`AnyAlarm.admit_rule`."""
        try:
            json.loads(wanted["query"])
        except ValueError:
            raise refusals.bad_request(f"query is no JSON: {wanted['query']}") from None


class GnocchiResourcesAlarm(AnyAlarm):
    """An alarm on one thing."""

    name = "OS::Aodh::GnocchiResourcesAlarm"
    sets_a_method = True


class LbMemberHealthAlarm(AnyAlarm):
    """An alarm on the members of a pool."""

    name = "OS::Aodh::LBMemberHealthAlarm"


class PrometheusAlarm(AnyAlarm):
    """An alarm on a query of Prometheus."""

    name = "OS::Aodh::PrometheusAlarm"
