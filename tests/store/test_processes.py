"""Several real processes write to one store; and one is killed in the middle of its commits."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from setpoint.model.diagnostic import Severity
from setpoint.model.plan import PlanId
from setpoint.model.stack import StackId
from setpoint.model.value import Sensitive
from setpoint.store import open_store
from setpoint.store.findings import MENDED
from setpoint.store.records import Records
from tests.house.sources import ROOT
from tests.store.values import PROJECT, a_stack, an_incarnation, begin
from tests.waiting import until

MANY = 5_000
"""Batches of a process that will not live to write them all."""


def scribe(home: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.scribe", str(home), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def read_numbers(process: subprocess.Popen[str], count: int) -> set[int]:
    """The numbers of the first ``count`` batches that were said to be durable."""
    assert process.stdout
    return {int(process.stdout.readline()) for _ in range(count)}


def written(records: Records, stack: StackId) -> dict[str, list[int]]:
    """The numbers of batches, by each kind of record that they left."""
    plan = PlanId(f"plan {stack}")
    events = [event.reason.split() for event in records.events(stack, limit=100_000)]
    return {
        "journal": sorted(int(entry.step) for entry in records.entries(plan)),
        "incarnations": sorted(int(one.physical_id) for one in records.incarnations(stack)),
        "begun": sorted(int(number) for number, word in events if word == "begun"),
        "done": sorted(int(number) for number, word in events if word == "done"),
    }


def test_processes_write_side_by_side(tmp_path: Path) -> None:
    names, count = ("one", "two", "three"), 150
    with ExitStack() as running:
        processes = [running.enter_context(scribe(tmp_path, name, count)) for name in names]
        assert [process.wait(60) for process in processes] == [0, 0, 0]
    with open_store(tmp_path) as store:
        records = store.project(PROJECT)
        for name in names:
            assert all(numbers == list(range(count)) for numbers in written(records, StackId(name)).values())
            stack = records.stack(name)
            assert stack
            assert stack.sequence == count
        numbers = [event.number for event in records.events(limit=100_000)]
        assert numbers == list(range(1, 2 * len(names) * count + 1))
        assert not [one for one in store.examine() if one.severity is Severity.ERROR]


@pytest.mark.parametrize("acknowledged", (1, 7, 40, 200))
def test_a_writer_that_is_killed_leaves_nothing_half_done(tmp_path: Path, acknowledged: int) -> None:
    with scribe(tmp_path, "app", MANY) as process:
        durable = read_numbers(process, acknowledged)
        process.kill()
        assert process.stdout
        durable |= {
            int(line) for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")
        }
    stack = StackId("app")
    with open_store(tmp_path) as store:
        records = store.project(PROJECT)
        lease = records.lease(stack)
        assert lease, "a dead process drives nothing"
        assert lease.epoch == 2
        found = written(records, stack)
        assert found["journal"] == found["incarnations"] == found["begun"] == found["done"]
        assert durable <= set(found["journal"]), "what was said to be durable is durable"
        for one in records.incarnations(stack):
            password = one.properties["password"]
            assert isinstance(password, Sensitive)
            assert password.reveal() == f"secret {one.physical_id}"
        found_sequence = records.stack("app")
        assert found_sequence
        assert found_sequence.sequence == len(found["journal"])
        assert store.examine() == []


def test_what_a_killed_process_left_is_found_and_removed(tmp_path: Path) -> None:
    with scribe(tmp_path, "app", MANY) as process:
        read_numbers(process, 3)
        process.kill()
    with open_store(tmp_path) as store:
        found = store.examine()
        half_made = len(store.project(PROJECT).incarnations(StackId("app")))
        assert [one.summary for one in found if "lock" in one.summary]
        assert len([one for one in found if "half made" in one.summary]) == half_made
        assert {one.severity for one in found} == {Severity.WARNING}
        mended = [one.summary for one in store.examine(repair=True) if one.advice == MENDED]
        assert mended == [f"a killed process left the lock file {tmp_path / 'run' / 'app'}.lock"]
        assert not [one for one in store.examine() if "lock" in one.summary]


def test_first_commands_at_once_make_one_store(tmp_path: Path) -> None:
    with ExitStack() as running:
        names = [f"stack-{number}" for number in range(5)]
        processes = [running.enter_context(scribe(tmp_path / "home", name, 1)) for name in names]
        assert [process.wait(60) for process in processes] == [0] * len(names)
    with open_store(tmp_path / "home") as store:
        records = store.project(PROJECT)
        assert sorted(stack.name for stack in records.stacks()) == names
        for name in names:
            (one,) = records.incarnations(StackId(name))
            assert one == an_incarnation(0, physical_id="0", properties={"password": Sensitive("secret 0")})


@pytest.mark.parametrize("made", ("run", "setpoint.db", "key"))
def test_a_first_command_that_is_killed_while_it_makes_the_store_is_no_hindrance(
    tmp_path: Path, made: str
) -> None:
    with scribe(tmp_path / "home", "app", MANY) as process:
        until((tmp_path / "home" / made).exists)
        process.kill()
    with open_store(tmp_path / "home") as store:
        begin(store, a_stack(StackId("next"), "next"))
        assert not [one for one in store.examine() if one.severity is Severity.ERROR]
