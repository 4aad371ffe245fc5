"""What belongs to servers on the simulated cloud: groups, flavors, host aggregates."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.certify.virtual_time import run
from setpoint.model.errors import Conflict, ResourceError
from tests.certify.simulated.hand import hand, refusal

GROUP, FLAVOR, AGGREGATE = "OS::Nova::ServerGroup", "OS::Nova::Flavor", "OS::Nova::HostAggregate"


@pytest.mark.parametrize(
    ("type", "properties"),
    (
        (GROUP, {"policies": ["affinity", "anti-affinity"]}),
        (GROUP, {"policies": ["affinity"], "rules": {"max_server_per_host": 2}}),
        (FLAVOR, {"ram": 0, "vcpus": 1}),
        (FLAVOR, {"ram": 64, "vcpus": 0}),
    ),
)
def test_what_makes_no_sense_is_refused(type: str, properties: dict[str, Any]) -> None:
    async def main() -> None:
        found = await refusal(hand().make(type, **properties))
        assert isinstance(found, ResourceError)
        assert not isinstance(found, Conflict)

    run(main())


@pytest.mark.parametrize(
    ("type", "first", "second"),
    (
        (FLAVOR, {"name": "a", "ram": 1, "vcpus": 1}, {"name": "a", "ram": 2, "vcpus": 2}),
        (FLAVOR, {"flavorid": "1", "ram": 1, "vcpus": 1}, {"flavorid": "1", "ram": 2, "vcpus": 2}),
        (AGGREGATE, {"name": "a"}, {"name": "a"}),
        (
            AGGREGATE,
            {"name": "a", "availability_zone": "east", "hosts": ["h"]},
            {"name": "b", "availability_zone": "west", "hosts": ["h"]},
        ),
    ),
)
def test_what_only_one_can_have_is_refused_a_second_time(
    type: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    async def main() -> None:
        me = hand()
        await me.make(type, "first", **first)
        assert isinstance(await refusal(me.make(type, "second", **second)), Conflict)

    run(main())


def test_a_server_can_have_a_flavor_that_was_made() -> None:
    async def main() -> None:
        me = hand()
        me.world.offers["flavor"] = ["m1.small"]
        made = await me.make(FLAVOR, name="mine", ram=64, vcpus=1)
        assert isinstance(await refusal(me.server(flavor="other")), ResourceError)
        await me.server("by-name", flavor="mine")
        await me.server("by-id", flavor=made.physical_id)

    run(main())
