"""Every scenario on a real OpenStack. ``tests/lifecycle`` plays the same ones on the simulated cloud."""

from __future__ import annotations

import time

import pytest

from tests.lab.conftest import RunningLab
from tests.lab.drivers.conftest import opened
from tests.scenarios.life import Life
from tests.scenarios.scenarios import SCENARIOS, Scenario

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
async def test_scenario(lab: RunningLab, scenario: Scenario) -> None:
    cloud = await opened(lab)
    try:
        await scenario(Life(cloud, time.time))
    finally:
        await cloud.close()
