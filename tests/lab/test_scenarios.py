"""Scenarios on a real OpenStack. ``tests/lifecycle`` plays all of them on the simulated cloud.

Here are those in which no server is changed in place: of that the driver of servers knows nothing yet.
"""

from __future__ import annotations

import time

import pytest

from tests.lab.conftest import RunningLab
from tests.lab.drivers.conftest import opened
from tests.scenarios.life import Life
from tests.scenarios.scenarios import (
    Scenario,
    create_and_delete,
    recover,
    refer_to_what_is_there,
    see_drift,
)

pytestmark = pytest.mark.lab

SCENARIOS: tuple[Scenario, ...] = (create_and_delete, recover, see_drift, refer_to_what_is_there)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
async def test_scenario(lab: RunningLab, scenario: Scenario) -> None:
    cloud = await opened(lab)
    try:
        await scenario(Life(cloud, time.time))
    finally:
        await cloud.close()
