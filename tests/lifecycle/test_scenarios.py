"""The scenarios on the simulated cloud. ``tests/lab`` runs the same ones on a real one."""

from __future__ import annotations

import pytest

from setpoint.certify.simulated.cloud import SimulatedCloud
from setpoint.certify.simulated.provided import provide_networks
from setpoint.certify.simulated.world import Offers, World
from setpoint.certify.virtual_time import clock, run
from tests.scenarios import foreseen
from tests.scenarios.life import Life
from tests.scenarios.scenarios import SCENARIOS, Scenario


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
def test_scenario(scenario: Scenario) -> None:
    async def play() -> None:
        world = World(offers={"image": ["cirros"], "flavor": ["m1.nano"]})
        provide_networks(world)
        await scenario(Life(SimulatedCloud(world), clock))

    run(play())


@pytest.mark.parametrize("scenario", foreseen.SCENARIOS, ids=lambda one: one.__name__)
def test_foreseen(scenario: Scenario) -> None:
    async def play() -> None:
        offers: dict[str, Offers] = {"image": ["cirros"], "flavor": foreseen.FLAVORS, "volume_type": ["fake"]}
        world = World(quotas=foreseen.QUOTAS, offers=offers, roles=["member"])
        provide_networks(world)
        await scenario(Life(SimulatedCloud(world), clock))

    run(play())
