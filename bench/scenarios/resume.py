"""A run of 10,000 resources killed (SIGKILL) in its middle, and carried on by another process: nothing made twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.cost import peak
from bench.figure import Figure, count, megabytes, seconds
from bench.folders import scratch
from bench.fresh import ROOT, command, in_fresh_process
from bench.graphs import networks
from bench.life import PROJECT, Life, living, on_a_loop
from setpoint.certify.simulated import cloud as simulated
from setpoint.clouds.cloud import CloudSettings
from setpoint.engine.requests.carry_on import carry_on
from setpoint.model.event import Event
from setpoint.model.incarnation import Status

SIZE = 10_000


class Resumed(msgspec.Struct):
    """What the second process saw. ``back_at_work`` is the time of its first call, in seconds since the epoch."""

    back_at_work: float
    made: int
    made_twice: int
    unaccounted: int
    megabytes: float


def measure(size: int) -> list[Figure]:
    """From the start of the second process to its end, and to the first call that it makes."""
    with scratch() as home:
        made_before = _kill_in_the_middle(home, size)
        wall, began = time.time(), time.perf_counter()
        resumed = msgspec.convert(in_fresh_process(resume, home=str(home)), Resumed)
        took = time.perf_counter() - began
    assert resumed.made == size, resumed
    return [
        seconds("carried on, to the end", took, 5, f"{made_before} were made when it was killed"),
        seconds("carried on, to the first call", resumed.back_at_work - wall),
        count("made twice", resumed.made_twice, 1),
        count("left without a record", resumed.unaccounted, 1),
        megabytes("memory at its peak", resumed.megabytes),
    ]


def _kill_in_the_middle(home: Path, size: int) -> int:
    """Start the run in a process, and kill that once half is made; how many it had told of.

    Its calls take some milliseconds, so that there are always some whose answer it never hears.
    """
    run = command(begin, home=str(home), size=size)
    with subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = next(int(line) for line in process.stdout if int(line) >= size // 2)
        process.kill()
    assert process.returncode == -signal.SIGKILL, "it had ended before it was killed"
    return told


def begin(home: str, size: int) -> None:
    """The first process: it says how many are made, as often as that changes."""
    on_a_loop(_begin(Path(home), size))


async def _begin(home: Path, size: int) -> None:
    made = 0

    def told(events: Sequence[Event]) -> None:
        nonlocal made
        made += sum(one.status is Status.COMPLETE and bool(one.physical_id) for one in events)
        sys.stdout.write(f"{made}\n")
        sys.stdout.flush()

    async with living(home, _cloud(home, "brisk"), told) as life:
        await life.up(networks(size))


def resume(home: str) -> Resumed:
    """The second process."""
    return on_a_loop(_resume(Path(home)))


async def _resume(home: Path) -> Resumed:
    cloud = _cloud(home, "instant")
    async with living(home, cloud) as life:
        await carry_on(life.engine, "app")
        tokens = Counter(one.token for one in cloud.world.things.values() if one.token)
        made = {one.id for one in cloud.world.things.values() if one.token}
        return Resumed(
            back_at_work=cloud.world.calls[0].at,
            made=len(made),
            made_twice=sum(times - 1 for times in tokens.values()),
            unaccounted=len(made - _recorded(life)),
            megabytes=peak(),
        )


def _recorded(life: Life) -> set[str]:
    return {one.physical_id for one in life.engine.world(life.stack())}


def _cloud(home: Path, timings: str) -> simulated.SimulatedCloud:
    """A simulated cloud that outlives the process.

    What was asked of it is done at once or never: else whoever carries on would look for so many seconds whether what
    was under way still comes, and that would be measured.
    """
    options = {"timings": timings, "lateness": 0}
    return simulated.cloud(CloudSettings(name="simulated", project=PROJECT, home=str(home), options=options))
