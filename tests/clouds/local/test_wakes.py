"""Changes are heard of over sockets in a folder, as deep as it may lie."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from setpoint.clouds.local import wakes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    deep = tmp_path / ("deep" * 30) / "wakes"
    deep.mkdir(parents=True)
    assert len(str(deep)) > 108
    return deep


async def test_all_that_waits_is_heard_at_once_and_each_token_once(folder: Path) -> None:
    heard: asyncio.Queue[Sequence[str]] = asyncio.Queue()
    listener = wakes.Listener(folder, heard.put_nowait)
    for token in ("a", "b", "a"):
        wakes.send(folder, token)
    async with asyncio.timeout(5):
        assert await heard.get() == ["a", "b"]
    listener.close()
    assert not list(folder.iterdir())


def test_a_socket_that_nobody_holds_any_more_is_removed(folder: Path) -> None:
    dead = folder / "dead.wake"
    with wakes.short_path(dead) as short, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(short)
    assert dead.exists()
    wakes.send(folder, "a")
    assert not dead.exists()
