"""``OS::Aodh::Alarm``: when a meter of Ceilometer's API passes a threshold, which newer Aodhs do not know any more."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any, ClassVar

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.aodh.aodh import AodhDriver, given
from setpoint.clouds.openstack.rest.alike import alike, answers
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain

_RATED = [
    *(f"disk.{one}" for one in ("read.requests", "write.requests", "read.bytes", "write.bytes")),
    *(f"disk.device.{one}" for one in ("read.requests", "write.requests", "read.bytes", "write.bytes")),
    *(f"network.{way}.{what}" for way, what in product(("incoming", "outgoing"), ("bytes", "packets"))),
]
NOVA_METERS = frozenset(
    [
        *("instance", "memory", "memory.usage", "memory.resident", "cpu", "cpu_util", "vcpus"),
        *("disk.root.size", "disk.ephemeral.size", *_RATED, *(f"{one}.rate" for one in _RATED)),
    ]
)
"""Meters of servers. What people say of a server is found under another key than what they say of other things."""

_PREFIXES = ("metadata.", "metering.", "user_metadata.")


class Alarm(AodhDriver):
    """An alarm on a meter."""

    type = "threshold"
    instead = "use an OS::Aodh::GnocchiResourcesAlarm or an OS::Aodh::GnocchiAggregationByResourcesAlarm"
    refuses: ClassVar[Mapping[str, str]] = {"": "only old Aodhs have alarms on meters"}
    rule = (
        Field("comparison_operator"),
        Field("evaluation_periods"),
        Field("meter_name"),
        Field("period"),
        Field("query", creates=False, reads=False),
        Field("statistic"),
        Field("threshold"),
    )

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`AodhDriver.body`; what is to match joins the query."""
        body = await super().body(want)
        query = [*given(want.properties.get("query") or ()), *_matching(want.properties)]
        return {**body, "threshold_rule": {**body["threshold_rule"], **({"query": query} if query else {})}}

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        found = super().seen(shown, wanted)
        query, matching = list(shown["threshold_rule"].get("query") or ()), _matching(wanted)
        there = answers(matching, query)
        if wanted.get("matching_metadata") is not None:
            pairs = list(wanted["matching_metadata"].items())
            found["matching_metadata"] = dict(pairs[index] for index in sorted(there))
        if wanted.get("query") is not None:
            taken = set(there.values())
            left = [one for index, one in enumerate(query) if index not in taken]
            found["query"] = alike(wanted["query"], left)
        return found


def _matching(wanted: Mapping[str, Plain]) -> list[dict[str, Any]]:
    """The conditions that ``matching_metadata`` stands for, one for each of its entries."""
    of_server = wanted["meter_name"] in NOVA_METERS
    prefix = f"metadata.{'user_metadata' if of_server else 'metering'}."
    entries = wanted.get("matching_metadata") or {}
    return [
        {"field": prefix + _plain(key), "op": "eq", "value": str(value)} for key, value in entries.items()
    ]


def _plain(key: str) -> str:
    for one in _PREFIXES:
        key = key.removeprefix(one)
    return key


DRIVER = Alarm
