from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clouds.local.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A local cloud of its own; what a test has made in it is ended when the test is over."""
    world = World(tmp_path)
    await world.open()
    try:
        yield world
    finally:
        await world.close()
