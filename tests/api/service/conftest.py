"""What tests of the service work with: services that end with the test, and a client."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.api.service.running import Running

Serve = Callable[..., Running]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Return what starts services."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    started: list[Running] = []

    def begin(text: str = "", *arguments: str, **more: Any) -> Running:
        folder = tmp_path / f"service-{len(started)}"
        folder.mkdir()
        started.append(Running(folder, text, arguments, **more))
        return started[-1]

    yield begin
    for one in started:
        one.kill()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    """Return a client that gives up after some seconds."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session:
        yield session
