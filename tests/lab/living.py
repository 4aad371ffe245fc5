"""A stack's life on the lab, of which nothing is left when a test has failed."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from setpoint.clouds.openstack.cloud import OpenStackCloud
from tests.lab.conftest import RunningLab
from tests.lab.drivers.conftest import opened
from tests.scenarios.life import Life


@asynccontextmanager
async def living(
    lab: RunningLab, file: Path | None = None, files: Mapping[str, str] | None = None
) -> AsyncIterator[Life]:
    """A life on the cloud that ``file`` tells of; templates may use ``files``."""
    cloud = await opened(lab, file=file)
    try:
        async with on(cloud, files) as life:
            yield life
    finally:
        await cloud.close()


@asynccontextmanager
async def on(cloud: OpenStackCloud, files: Mapping[str, str] | None = None) -> AsyncIterator[Life]:
    """A life on a cloud that is open, and stays so."""
    life = Life(cloud, time.time, files)
    try:
        yield life
    finally:
        if life.records.stack(life.name) is not None:
            await life.down()
