"""Processes hear each other at once, however long the path of their data folder, and the dead are in nobody's way."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from setpoint.events.wake import EVENTS, REQUESTS, Listener, announce, notify
from setpoint.store import open_store
from setpoint.store.home import Home
from setpoint.store.records import Batch
from tests.store.values import a_stack, an_event

LONG = 3600.0
"""Seconds: whoever would have to wait so long for its next look has heard nothing."""

OTHER = """
import sys
from pathlib import Path
from setpoint.events.wake import Listener, notify
listener = Listener(Path(sys.argv[1]), "events")
print("listening", flush=True)
for line in sys.stdin:
    notify(Path(sys.argv[1]), line.strip())
"""


@pytest.fixture(params=("short", "long" * 60))
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name: str = request.param
    Home(tmp_path / name).make()
    return tmp_path / name


@pytest.fixture
def other(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that listens, and that tells of the topics which it is sent."""
    command = [sys.executable, "-c", OTHER, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "listening\n"
        yield process
        process.kill()


async def hears(listener: Listener) -> bool:
    try:
        await asyncio.wait_for(listener.hear(), 10)
    except TimeoutError:
        return False
    return True


async def hears_nothing(listener: Listener) -> bool:
    """Whether nothing waits to be heard: what was sent before is there by now, for sending does not return earlier."""
    hearing = asyncio.ensure_future(listener.hear())
    for _ in range(5):
        await asyncio.sleep(0)
    is_silent = not hearing.done()
    hearing.cancel()
    return is_silent


async def test_what_is_told_is_heard(home: Path) -> None:
    with Listener(home, EVENTS, look_every=LONG) as listener:
        hearing = asyncio.ensure_future(hears(listener))
        await asyncio.sleep(0)
        notify(home, EVENTS)
        assert await hearing


async def test_what_was_told_before_one_listens_for_it_is_heard(home: Path) -> None:
    with Listener(home, EVENTS, look_every=LONG) as listener:
        notify(home, EVENTS)
        assert await hears(listener)


async def test_another_process_is_heard(home: Path, other: subprocess.Popen[str]) -> None:
    assert other.stdin
    with Listener(home, REQUESTS, look_every=LONG) as listener:
        other.stdin.write("requests\n")
        other.stdin.flush()
        assert await hears(listener)


async def test_each_topic_has_its_own_listeners(home: Path) -> None:
    with (
        Listener(home, EVENTS, look_every=LONG) as events,
        Listener(home, REQUESTS, look_every=LONG) as requests,
    ):
        requests.tell()
        assert await hears_nothing(events)
        assert await hears(requests)


async def test_all_who_listen_hear(home: Path) -> None:
    with Listener(home, EVENTS, look_every=LONG) as one, Listener(home, EVENTS, look_every=LONG) as two:
        hearing = [asyncio.ensure_future(hears(listener)) for listener in (one, one, two)]
        await asyncio.sleep(0)
        one.tell()
        assert await asyncio.gather(*hearing) == [True] * 3


async def test_however_often_it_was_told_it_is_heard_once(home: Path) -> None:
    with Listener(home, EVENTS, look_every=LONG) as listener:
        for _ in range(10_000):  # more than the kernel keeps: telling never blocks
            notify(home, EVENTS)
        assert await hears(listener)
        assert await hears_nothing(listener)
        notify(home, EVENTS)
        assert await hears(listener)


async def test_one_looks_from_time_to_time_although_nothing_was_heard(home: Path) -> None:
    with Listener(home, EVENTS, look_every=0.01) as listener:
        assert await hears(listener)


async def test_a_cancelled_listener_can_listen_again(home: Path) -> None:
    with Listener(home, EVENTS, look_every=LONG) as listener:
        hearing = asyncio.ensure_future(listener.hear())
        await asyncio.sleep(0)
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)
        notify(home, EVENTS)
        assert await hears(listener)


def test_the_sockets_of_the_dead_are_removed(home: Path, other: subprocess.Popen[str]) -> None:
    assert len(list(Home(home).run.iterdir())) == 1
    notify(home, EVENTS)
    assert len(list(Home(home).run.iterdir())) == 1
    other.kill()
    other.wait()
    notify(home, EVENTS)
    assert list(Home(home).run.iterdir()) == []


def test_a_listener_leaves_nothing_behind(home: Path) -> None:
    with Listener(home, EVENTS) as listener:
        pass
    listener.close()
    assert list(Home(home).run.iterdir()) == []


def test_telling_where_nobody_ever_listened_is_no_error(tmp_path: Path) -> None:
    notify(tmp_path / "nowhere", EVENTS)


async def test_commits_are_announced(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, Listener(tmp_path, EVENTS, look_every=LONG) as listener:
        announce(store)
        stack = a_stack()
        await store.project(stack.project).commit(Batch(stack.id).put_stack(stack).log(an_event()))
        assert await hears(listener)


async def test_a_store_in_memory_has_nobody_to_tell() -> None:
    with open_store(None) as store:
        announce(store)
        stack = a_stack()
        await store.project(stack.project).commit(Batch(stack.id).put_stack(stack))
        assert store.project(stack.project).stacks() == [stack]
