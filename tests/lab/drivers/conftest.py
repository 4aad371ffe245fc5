"""The real cloud that drivers are led through: opened for each test, as an ordinary user and as its administrator."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from setpoint.clouds.driver import CloudSettings
from setpoint.clouds.openstack.cloud import OpenStackCloud, cloud


def clouds_yaml() -> Path:
    """Where the lab has left its clouds.yaml."""
    return Path(os.environ.get("SETPOINT_LAB", "/var/cache/setpoint-lab")) / "clouds.yaml"


async def opened(name: str) -> OpenStackCloud:
    """One of the lab's clouds, connected."""
    environ = {"OS_CLIENT_CONFIG_FILE": str(clouds_yaml())}
    one = cloud(CloudSettings(name, "local", ""), environ)
    await one.open(lambda _tokens: None)
    return one


@pytest.fixture(name="cloud")
async def _cloud() -> AsyncIterator[OpenStackCloud]:
    one = await opened("lab")
    yield one
    await one.close()


@pytest.fixture(name="admin")
async def _admin() -> AsyncIterator[OpenStackCloud]:
    one = await opened("lab-admin")
    yield one
    await one.close()
