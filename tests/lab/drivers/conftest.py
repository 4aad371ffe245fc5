"""The real cloud that drivers are led through: opened for each test, as an ordinary user and as its administrator."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from setpoint.clouds.driver import CloudSettings
from setpoint.clouds.openstack.cloud import OpenStackCloud, cloud
from tests.lab.conftest import RunningLab


async def opened(lab: RunningLab, name: str = "lab") -> OpenStackCloud:
    """One of the lab's clouds, connected."""
    environ = {"OS_CLIENT_CONFIG_FILE": str(lab.clouds_file)}
    one = cloud(CloudSettings(name, "local", ""), environ)
    await one.open(lambda _tokens: None)
    return one


@pytest.fixture(name="cloud")
async def _cloud(lab: RunningLab) -> AsyncIterator[OpenStackCloud]:
    one = await opened(lab)
    yield one
    await one.close()


@pytest.fixture(name="admin")
async def _admin(lab: RunningLab) -> AsyncIterator[OpenStackCloud]:
    one = await opened(lab, "lab-admin")
    yield one
    await one.close()
