"""Who starts a process and who clears one up take turns, so that a killed starter's shim is no second one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import py_compile
import sys
from collections.abc import Coroutine, Iterator
from typing import Any
from uuid import uuid4

import pytest

from setpoint.clouds.driver import Subject
from setpoint.clouds.local import shim
from setpoint.clouds.local.launch import program as compiled_shim
from setpoint.clouds.local.sweep import marked, sweep
from setpoint.clouds.local.turn import turn
from setpoint.model.observation import Accepted, Gone, Outcome, Pending
from tests.clouds.local.world import PROCESS, World, kill
from tests.house.sources import ROOT
from tests.waiting import until_true

pytestmark = pytest.mark.local
SLEEP = ["sleep", "1000"]

STOPS = """
import fcntl, os, runpy
take = fcntl.lockf
def stop_and_take(*arguments):
    with open({gate!r}) as gate, open({pid!r}, "w") as file:
        file.write(str(os.getpid()))
        file.close()
        gate.read()  # until it is let through
    return take(*arguments)
fcntl.lockf = stop_and_take
runpy.run_path({shim!r}, run_name="__main__")
"""


class Gate:
    """Stops each shim of a local cloud at the last instruction before it takes its lock."""

    def __init__(self, world: World) -> None:
        world.project.make()
        self.path, self.stopped = world.home / "gate", world.home / "stopped"
        os.mkfifo(self.path)
        source = world.home / "stops.py"
        names = {"gate": str(self.path), "pid": str(self.stopped), "shim": shim.__file__}
        source.write_text(STOPS.format(**names))
        py_compile.compile(str(source), compiled_shim(world.project.root.parent), doraise=True)
        self._end = -1

    def pid(self) -> int:
        """The shim that stands before it; 0 where none does."""
        if self._end < 0 and self.path.is_fifo():
            with contextlib.suppress(OSError):  # nobody reads
                self._end = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        return int(self.stopped.read_text() or 0) if self.stopped.exists() else 0

    def open(self) -> None:
        """Let it through, and whoever else comes."""
        always_open = self.path.with_name("open")
        always_open.touch()
        always_open.replace(self.path)
        if self._end >= 0:
            os.close(self._end)
        self._end = -1


@pytest.fixture
def gate(world: World) -> Iterator[Gate]:
    gate = Gate(world)
    yield gate
    gate.open()


@pytest.fixture
async def half_started(world: World, gate: Gate) -> Subject:
    """A process whose starter was killed when its shim was just about to take its lock."""
    token = str(uuid4())
    subject = Subject(token, token, world.properties(PROCESS, {"command": SLEEP, "min_uptime": 0.05}))
    world.made.append((world.driver(PROCESS), subject))
    command = [sys.executable, "-m", "tests.clouds.local.programs.starter", str(world.home), token]
    starter = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    await until_true(gate.pid)
    starter.kill()
    await starter.wait()
    assert not world.shim(subject)
    return subject


async def begun(deed: Coroutine[Any, Any, Outcome | None]) -> asyncio.Task[Outcome | None]:
    """A deed that has gone as far as it can without waiting."""
    task = asyncio.create_task(deed)
    await asyncio.sleep(0)
    return task


async def test_the_shim_of_a_killed_command_is_waited_for_and_is_the_only_one(
    world: World, gate: Gate, half_started: Subject
) -> None:
    want = world.want(PROCESS, {"command": SLEEP})
    finding = await begun(world.driver(PROCESS).find(half_started.token, want))
    assert not finding.done()
    gate.open()
    assert await finding == Accepted(half_started.token)
    await world.ready(PROCESS, half_started)
    assert list(marked(half_started.token)) == [world.pid(half_started)]


async def test_what_is_on_its_way_is_not_started_again(
    world: World, gate: Gate, half_started: Subject
) -> None:
    want = world.want(PROCESS, {"command": SLEEP})
    again = await begun(world.driver(PROCESS).create(want, half_started.token))
    gate.open()
    assert await again == Accepted(half_started.token)
    await world.ready(PROCESS, half_started)
    assert list(marked(half_started.token)) == [world.pid(half_started)]


async def test_what_is_on_its_way_can_be_deleted(world: World, gate: Gate, half_started: Subject) -> None:
    deleting = await begun(world.driver(PROCESS).delete(half_started))
    assert not deleting.done()
    gate.open()
    assert await deleting == Accepted(half_started.token)
    await world.until(world.driver(PROCESS), half_started, lambda seen: isinstance(seen, Gone))
    assert not list(marked(half_started.token))


async def test_a_shim_that_was_killed_on_its_way_is_cleared_up(
    world: World, gate: Gate, half_started: Subject
) -> None:
    await kill(gate.pid())
    want = world.want(PROCESS, {"command": SLEEP})
    assert await world.driver(PROCESS).find(half_started.token, want) is None
    assert not world.folder(half_started).exists()


async def test_what_is_cleared_up_meanwhile_is_started_in_a_new_folder(world: World) -> None:
    token = str(uuid4())
    folder = world.project.folder(token)
    folder.mkdir()
    (folder / "left").touch()
    async with turn(folder):
        starting = asyncio.create_task(world.create(PROCESS, token, command=SLEEP))
        await asyncio.sleep(0)
        await sweep(folder)
    subject = await starting
    await world.ready(PROCESS, subject)
    assert not (folder / "left").exists()


async def test_who_looks_does_not_wait_for_those_who_clear_up(world: World) -> None:
    subject = await world.make(PROCESS, command=SLEEP)
    await kill(world.shim(subject))
    (world.folder(subject) / "remove").touch()
    async with turn(world.folder(subject)):
        assert isinstance(await world.look(PROCESS, subject), Pending)
    assert await world.look(PROCESS, subject) == Gone()
