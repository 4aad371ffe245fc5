"""The demo's application, through the command line in processes of its own, as a person would use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.shop import Shop
from tests.waiting import until


@pytest.fixture
def shop(tmp_path: Path, setpoint_home: Path) -> Iterator[Shop]:
    """Return the shop, not opened yet, and take it down afterwards. Nothing of it may be left."""
    shop = Shop(tmp_path / "shop", setpoint_home)
    yield shop
    shop.close()
    until(lambda: not shop.processes())  # a shim ends a moment after all that it kept is gone
