"""The real cloud that drivers are led through: opened for each test, as an ordinary user and as its administrator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from setpoint.clouds.cloud import CloudSettings
from setpoint.clouds.openstack.cloud import OpenStackCloud, cloud
from tests.lab.conftest import RunningLab
from tests.lab.drivers.ground import Ground


def named(lab: RunningLab, name: str = "lab", file: Path | None = None) -> OpenStackCloud:
    """One of the lab's clouds, or one that another ``file`` tells of, not connected yet."""
    environ = {"OS_CLIENT_CONFIG_FILE": str(file or lab.clouds_file)}
    return cloud(CloudSettings(name, "local", ""), environ)


async def opened(lab: RunningLab, name: str = "lab", file: Path | None = None) -> OpenStackCloud:
    """As `named`, connected."""
    one = named(lab, name, file)
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


@pytest.fixture(name="above")
async def _above(admin: OpenStackCloud) -> AsyncIterator[Ground]:
    """As the administrator; to be asked for before ``ground``, so that what stands on it goes first."""
    one = Ground(admin)
    async with one.later:
        yield one


@pytest.fixture(name="ground")
async def _ground(cloud: OpenStackCloud) -> AsyncIterator[Ground]:
    one = Ground(cloud)
    async with one.later:
        yield one
