"""One driver of a stack at a time, in one process or in several; whoever comes after a kill has it at once."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from setpoint.model.errors import InvalidInput, NotFound
from setpoint.model.stack import StackId
from setpoint.store import Store, open_store
from setpoint.store.lease import take_lease
from setpoint.store.locks import MemoryLocks
from setpoint.store.records import Batch
from tests.store.values import PROJECT, STACK, a_stack, an_incarnation, begin, write

DRIVER = """
import sys
from pathlib import Path
from setpoint.store import open_store
store = open_store(Path(sys.argv[1]))
lease = store.project("ours").lease(sys.argv[2])
print(lease.epoch if lease else "none", flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=("file", "inline", "memory"))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    home = None if request.param == "memory" else tmp_path / "home"
    with open_store(home, inline=request.param == "inline") as store:
        yield store


def driver(home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", DRIVER, str(home), STACK]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_a_stack_has_one_driver_at_a_time(store: Store) -> None:
    records, lease = begin(store)
    assert records.is_leased(STACK)
    assert records.lease(STACK) is None
    lease.release()
    assert not records.is_leased(STACK)
    again = records.lease(STACK)
    assert again
    assert (again.stack, again.epoch) == (STACK, lease.epoch + 1)


def test_a_lease_that_was_let_go_twice_is_not_somebody_elses(store: Store) -> None:
    records, lease = begin(store)
    lease.release()
    assert records.lease(STACK)
    lease.release()
    assert records.is_leased(STACK)


def test_stacks_are_driven_side_by_side(store: Store) -> None:
    begin(store)
    _, other = begin(store, a_stack(StackId("other"), "other"))
    assert other.epoch == 1


def test_a_stack_that_is_not_there_cannot_be_driven(store: Store) -> None:
    records = store.project(PROJECT)
    with pytest.raises(NotFound):
        records.lease(STACK)
    assert not records.is_leased(STACK)
    assert not records.is_leased(StackId("../key"))


def test_a_failed_attempt_costs_the_driver_nothing(store: Store) -> None:
    records, lease = begin(store)
    for _ in range(3):
        assert records.lease(STACK) is None
    write(records, lease, lambda batch: batch.put(an_incarnation()))


def test_a_lease_that_could_not_be_recorded_is_not_held() -> None:
    def fail() -> int:
        raise InvalidInput.because("no room")

    locks = MemoryLocks()
    with pytest.raises(InvalidInput):
        take_lease(STACK, locks, fail)
    assert not locks.is_taken(STACK)


def test_two_stores_in_one_process_share_leases(tmp_path: Path) -> None:
    with open_store(tmp_path) as first, open_store(tmp_path) as second:
        _, lease = begin(first)
        records = second.project(PROJECT)
        assert records.lease(STACK) is None
        lease.release()
        assert records.lease(STACK)


def test_a_killed_driver_has_a_successor_at_once(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        records = store.project(PROJECT)
        records.commit_now(Batch(STACK).put_stack(a_stack()))
        with driver(tmp_path) as first:
            assert answer(first) == "1"
            assert records.is_leased(STACK)
            assert records.lease(STACK) is None
            first.kill()
        assert not records.is_leased(STACK)
        lease = records.lease(STACK)
        assert lease
        assert lease.epoch == 2
        with driver(tmp_path) as second:
            assert answer(second) == "none"
            second.communicate()


def test_the_epoch_goes_on_when_the_store_is_opened_again(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        begin(store)[1].release()
    with open_store(tmp_path) as store:
        lease = store.project(PROJECT).lease(STACK)
        assert lease
        assert lease.epoch == 2
