"""Locks exclude each other within a process and between processes, and go with their process."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from setpoint.store.locks import FileLocks, Locks, MemoryLocks
from tests.waiting import until

HOLDER = """
import sys
from pathlib import Path
from setpoint.store.locks import FileLocks
assert FileLocks(Path(sys.argv[1])).take("one")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=("files", "memory"))
def locks(request: pytest.FixtureRequest, tmp_path: Path) -> Locks:
    return FileLocks(tmp_path) if request.param == "files" else MemoryLocks()


def test_a_lock_is_held_by_one_at_a_time(locks: Locks) -> None:
    lock = locks.take("one")
    assert lock
    assert locks.take("one") is None
    assert locks.take("two")
    lock.release()
    assert locks.take("one")


def test_one_can_ask_without_taking(locks: Locks) -> None:
    assert not locks.is_taken("one")
    lock = locks.take("one")
    assert lock
    assert locks.is_taken("one")
    lock.release()
    assert not locks.is_taken("one")


def test_releasing_twice_does_not_release_somebody_elses(locks: Locks) -> None:
    lock = locks.take("one")
    assert lock
    lock.release()
    assert locks.take("one")
    lock.release()
    assert locks.is_taken("one")


def test_a_released_lock_leaves_no_file(tmp_path: Path) -> None:
    lock = FileLocks(tmp_path).take("one")
    assert lock
    assert [path.name for path in tmp_path.iterdir()] == ["one.lock"]
    lock.release()
    assert not list(tmp_path.iterdir())


def test_a_file_that_its_holder_removed_meanwhile_is_no_lock(tmp_path: Path) -> None:
    first = FileLocks(tmp_path).take("one")
    assert first
    (tmp_path / "one.lock").unlink()
    second = FileLocks(tmp_path).take("one")
    assert second
    assert FileLocks(tmp_path).take("one") is None


def test_who_waits_for_a_lock_gets_one_that_others_see(tmp_path: Path) -> None:
    locks = FileLocks(tmp_path)
    lock = locks.take("one")
    assert lock
    before = len(list(Path("/proc/self/fd").iterdir()))
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(locks.wait_for, "one")
        until(
            lambda: len(list(Path("/proc/self/fd").iterdir())) > before
        )  # it has opened the file that goes now
        assert not waiting.done()
        lock.release()
        lock = waiting.result(10)
    assert locks.is_taken("one")
    assert locks.take("one") is None
    lock.release()


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    locks = FileLocks(tmp_path)
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        assert locks.is_taken("one")
        assert locks.take("one") is None
        assert not locks.left_behind()
        holder.kill()
    assert locks.left_behind() == ["one"]
    assert not locks.is_taken("one")
    assert locks.take("one")


def test_a_child_process_does_not_inherit_a_lock(tmp_path: Path) -> None:
    lock = FileLocks(tmp_path).take("one")
    assert lock
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    ) as child:
        lock.release()
        assert child.poll() is None
        assert FileLocks(tmp_path).take("one")
        assert child.stdin
        child.stdin.close()
