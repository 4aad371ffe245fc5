"""A process's output is kept, and never more of it than was allowed; the shim stays small."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.clouds.local.world import PROCESS, PYTHON, World

pytestmark = pytest.mark.local
KIB = 1 / 1024  # MiB
SMALL_SHIM = 12 << 20  # bytes


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name == "log" or path.name.startswith("log."))


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmRSS"))


async def test_it_is_bounded_and_ends_with_the_last_line(world: World) -> None:
    script = "import sys; [sys.stdout.write(f'line {n}\\n') for n in range(300_000)]"
    subject = await world.create(
        PROCESS, command=[*PYTHON[:-1], "-c", script], log={"max_size": 20 * KIB, "keep": 3}
    )
    await world.broken(PROCESS, subject)
    files = files_of(world.folder(subject))
    assert [path.name for path in files] == ["log", "log.1", "log.2"]
    assert all(path.stat().st_size <= 20 * 1024 for path in files)
    lines = "".join(path.read_text() for path in reversed(files)).splitlines()
    first = int(lines[0].split()[1])
    assert lines == [f"line {number}" for number in range(first, 300_000)]


async def test_lines_without_end_are_bounded_too(world: World) -> None:
    script = "import sys; [sys.stdout.write('x' * 10000) for n in range(100)]"
    subject = await world.create(
        PROCESS, command=[*PYTHON[:-1], "-c", script], log={"max_size": 8 * KIB, "keep": 1}
    )
    await world.broken(PROCESS, subject)
    (file,) = files_of(world.folder(subject))
    assert 0 < file.stat().st_size <= 8 * 1024


async def test_much_output_does_not_make_the_shim_grow(world: World) -> None:
    script = (
        "import os; [os.write(1, b'y' * 65535 + b'\\n') for n in range(1000)]; import signal; signal.pause()"
    )
    subject = await world.make(
        PROCESS, command=[*PYTHON, "-c", "print('ready'); " + script], log={"max_size": 1}
    )
    await world.says(subject, "\n")
    folder = world.folder(subject)
    assert sum(path.stat().st_size for path in files_of(folder)) <= 3 << 20
    assert resident(world.shim(subject)) < SMALL_SHIM, sys.version


async def test_fewer_files_are_kept_from_now_on(world: World) -> None:
    script = "import os, signal; [os.write(1, b'x' * 10000 + b'\\n') for n in range(10)]; signal.pause()"
    subject = await world.make(
        PROCESS, command=[*PYTHON, "-c", script], log={"max_size": 12 * KIB, "keep": 5}
    )
    folder = world.folder(subject)
    await world.says(subject, "x")
    changed = {**subject.properties, "log": {"max_size": 1, "keep": 2}}
    await world.driver(PROCESS).update(subject, subject.properties, changed)
    await world.ready(PROCESS, subject)
    assert len(files_of(folder)) == 2
