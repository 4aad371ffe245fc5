"""Following the event log gives each event once and in order, also those of other processes."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from setpoint.events.stream import PAGE, follow
from setpoint.events.wake import EVENTS, Listener, announce
from setpoint.model.event import Event
from setpoint.model.stack import StackId
from setpoint.store import Store, open_store
from setpoint.store.records import Batch, Lease, Records
from tests.house.sources import ROOT
from tests.store.values import PROJECT, STACK, a_stack, an_event, begin

LONG = 3600.0


class Bell:
    """Ears for a store in memory."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self, _stacks: object = None) -> None:
        self._rung.set()

    async def hear(self) -> None:
        await self._rung.wait()
        self._rung.clear()


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(None) as store:
        yield store


def log(records: Records, lease: Lease, *reasons: str) -> None:
    batch = Batch(lease.stack, lease.epoch)
    for reason in reasons:
        batch.log(an_event(reason, lease.stack))
    records.commit_now(batch)


async def take(stream: AsyncIterator[Event], count: int) -> list[Event]:
    async with asyncio.timeout(20):
        return [await anext(stream) for _ in range(count)]


def reasons(events: list[Event]) -> list[str]:
    return [event.reason for event in events]


async def test_what_is_there_comes_first_and_then_what_comes(store: Store) -> None:
    bell = Bell()
    store.after_commit(bell.ring)
    records, lease = begin(store)
    log(records, lease, "a", "b")
    stream = follow(records, bell)
    assert reasons(await take(stream, 2)) == ["a", "b"]
    following = asyncio.ensure_future(take(stream, 2))
    await asyncio.sleep(0)
    log(records, lease, "c")
    await asyncio.sleep(0)
    log(records, lease, "d")
    assert reasons(await following) == ["c", "d"]


async def test_one_goes_on_from_a_number(store: Store) -> None:
    records, lease = begin(store)
    log(records, lease, *"abcd")
    assert reasons(await take(follow(records, Bell(), after=2), 2)) == ["c", "d"]


async def test_one_stack_is_followed_alone(store: Store) -> None:
    records, lease = begin(store)
    _, other = begin(store, a_stack(StackId("other"), "other"))
    log(records, lease, "mine 1")
    log(records, other, "theirs")
    log(records, lease, "mine 2")
    assert reasons(await take(follow(records, Bell(), stack=STACK), 2)) == ["mine 1", "mine 2"]


@pytest.mark.parametrize("count", (PAGE - 1, PAGE, PAGE + 1, 2 * PAGE))
async def test_a_long_log_is_read_page_by_page(store: Store, count: int) -> None:
    bell = Bell()
    store.after_commit(bell.ring)
    records, lease = begin(store)
    log(records, lease, *map(str, range(count)))
    stream = follow(records, bell)
    assert [event.number for event in await take(stream, count)] == list(range(1, count + 1))
    following = asyncio.ensure_future(take(stream, 1))
    await asyncio.sleep(0)
    assert not following.done()
    log(records, lease, "next")
    assert reasons(await following) == ["next"]


async def test_another_process_is_followed_as_it_writes(tmp_path: Path) -> None:
    count = 40
    with open_store(tmp_path) as store, Listener(tmp_path, EVENTS, look_every=0.05) as ears:
        records = store.project(PROJECT)
        stream = follow(records, ears, stack=StackId("app"))
        command = [sys.executable, "-m", "tests.store.scribe", str(tmp_path), "app", str(count)]
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL, cwd=ROOT)
        events = await take(stream, 2 * count)
        assert await process.wait() == 0
    assert [event.number for event in events] == list(range(1, 2 * count + 1))
    assert sorted(reasons(events)) == sorted(
        f"{number} {word}" for number in range(count) for word in ("begun", "done")
    )


async def test_an_announced_commit_is_followed_at_once(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, Listener(tmp_path, EVENTS, look_every=LONG) as ears:
        announce(store)
        records, lease = begin(store)
        stream = follow(records, ears)
        log(records, lease, "a")
        assert reasons(await take(stream, 1)) == ["a"]
        for reason in "bcdefgh":
            following = asyncio.ensure_future(take(stream, 1))
            await asyncio.sleep(0)
            await records.commit(Batch(STACK, lease.epoch).log(an_event(reason)))
            assert reasons(await following) == [reason]
