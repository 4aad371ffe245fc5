"""What tests of names stand on. A zone takes ten seconds to go here, which nobody waits for at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from setpoint.clouds.openstack.cloud import OpenStackCloud
from tests.lab.drivers.designate.ground import Names


@pytest.fixture(name="names")
async def _names(cloud: OpenStackCloud) -> AsyncIterator[Names]:
    one = Names(cloud)
    async with one.later:
        yield one
