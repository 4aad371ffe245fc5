"""What Neutron's drivers are tested on: plain calls as an ordinary user, and as an administrator."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from setpoint.clouds.openstack.cloud import OpenStackCloud
from tests.lab.drivers.neutron.ground import Ground


@pytest.fixture(name="ground")
async def _ground(cloud: OpenStackCloud) -> AsyncIterator[Ground]:
    one = Ground(cloud)
    async with one.later:
        yield one


@pytest.fixture(name="above")
async def _above(admin: OpenStackCloud) -> AsyncIterator[Ground]:
    one = Ground(admin)
    async with one.later:
        yield one
