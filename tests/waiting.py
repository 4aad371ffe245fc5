"""Waiting in tests that run real processes: for a condition, up to a deadline, and never for time to pass."""

import asyncio
import select
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

LOOK_EVERY = 0.01  # seconds


def until(condition: Callable[[], T], within: float = 10.0) -> T:
    """Return the first true answer of the condition; fail after `within` seconds."""
    deadline = monotonic() + within
    while not (answer := condition()):
        _still_time(deadline, condition, answer)
        select.select([], [], [], LOOK_EVERY)
    return answer


async def until_true(condition: Callable[[], T], within: float = 10.0) -> T:
    """As `until`, while the event loop goes on."""
    deadline = monotonic() + within
    while not (answer := condition()):
        _still_time(deadline, condition, answer)
        await asyncio.sleep(LOOK_EVERY)
    return answer


async def until_awaited(condition: Callable[[], Awaitable[T]], within: float = 10.0) -> T:
    """As `until_true`, for a condition that has to be awaited."""
    deadline = monotonic() + within
    while not (answer := await condition()):
        _still_time(deadline, condition, answer)
        await asyncio.sleep(LOOK_EVERY)
    return answer


def is_waited_for(path: Path) -> bool:
    """Whether the kernel knows of somebody who waits for a lock on the file, which is held just now."""
    inode = f":{path.stat().st_ino} "
    return any("->" in line and inode in line for line in Path("/proc/locks").read_text().splitlines())


def _still_time(deadline: float, condition: Callable[[], object], answer: object) -> None:
    assert monotonic() < deadline, f"{condition!r} still answers {answer!r}"
