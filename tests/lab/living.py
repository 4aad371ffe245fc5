"""A stack's life on the lab, of which nothing is left when a test has failed."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.lab.conftest import RunningLab
from tests.lab.drivers.conftest import named
from tests.scenarios.life import Life


@asynccontextmanager
async def living(
    lab: RunningLab, file: Path | None = None, files: Mapping[str, str] | None = None
) -> AsyncIterator[Life]:
    """A life on the cloud that ``file`` tells of, which is open; templates may use ``files``."""
    life = Life(named(lab, file=file), time.time, files)
    await life.engine.clouds.open()
    try:
        yield life
    finally:
        if life.records.stack(life.name) is not None:
            await life.down()
        await life.engine.clouds.close()
