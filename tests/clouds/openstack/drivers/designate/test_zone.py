"""``OS::Designate::Zone`` in trouble, which the lab's does not come into at will."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.clouds.driver import Facts, Subject
from setpoint.model.observation import Broken
from tests.clouds.openstack.drivers.standing_in import standing_in

SHOWN: dict[str, Any] = {
    "id": "z",
    "name": "a.org.",
    "type": "PRIMARY",
    "status": "ERROR",
    "action": "CREATE",
}


@pytest.mark.parametrize(
    ("more", "why"),
    (
        ({}, "not all name servers took the last change (create)"),
        (
            {"type": "SECONDARY", "masters": ["10.0.0.1"]},
            "none of its primary servers gave it away: 10.0.0.1",
        ),
    ),
)
async def test_it_says_what_did_not_arrive(more: dict[str, Any], why: str) -> None:
    async with standing_in({"GET dns/v2/zones/z": {**SHOWN, **more}}) as cloud:
        driver = cloud.driver("OS::Designate::Zone")
        wanted = {"name": "a.org.", "type": (SHOWN | more)["type"]}
        seen = (await driver.observe([Subject("z", "t", wanted)], Facts(0)))["t"]
        assert isinstance(seen, Broken)
        assert why in seen.why
