"""The writer: what queued while a commit ran is the next commit, and what is refused takes nobody along."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from setpoint.model.errors import InvalidInput
from setpoint.store.sqlite.connection import connect
from setpoint.store.sqlite.writer import (
    GROUP,
    InlineWriter,
    ThreadWriter,
    Transaction,
    Work,
    Writer,
    commit_together,
)
from tests.waiting import until


@pytest.fixture
def path(tmp_path: Path) -> Path:
    connection = connect(tmp_path / "file.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE kept (number INTEGER)")
    connection.close()
    return tmp_path / "file.db"


@pytest.fixture
def writer(path: Path) -> Iterator[ThreadWriter]:
    writer = ThreadWriter(connect(path), lambda _touched: None)
    yield writer
    writer.close()


def keep(number: int) -> Work[Transaction]:
    def work(transaction: Transaction) -> Transaction:
        transaction.connection.execute("INSERT INTO kept VALUES (?)", (number,))
        transaction.touched.add(str(number))
        return transaction

    return work


def refuse(number: int) -> Work[None]:
    def work(transaction: Transaction) -> None:
        keep(number)(transaction)
        raise ValueError(number)

    return work


def kept(path: Path) -> list[int]:
    connection = connect(path, is_reader=True)
    try:
        return [number for (number,) in connection.execute("SELECT number FROM kept ORDER BY rowid")]
    finally:
        connection.close()


class Gate:
    """Work that holds up its transaction until it is opened."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.open = threading.Event()

    def __call__(self, transaction: Transaction) -> Transaction:
        self.entered.set()
        assert self.open.wait(10)
        return transaction


async def behind_a_gate(
    writer: ThreadWriter, works: list[Work[Transaction]]
) -> tuple[Transaction, list[Transaction]]:
    """Carry ``works`` out after they all queued behind a commit; that commit, and theirs."""
    gate = Gate()
    first = asyncio.ensure_future(writer.carry_out(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    rest = [asyncio.ensure_future(writer.carry_out(work)) for work in works]
    await asyncio.sleep(0)  # so that all of them have queued
    gate.open.set()
    return await first, await asyncio.gather(*rest)


async def test_what_queued_while_a_commit_ran_is_the_next_commit(writer: ThreadWriter, path: Path) -> None:
    first, rest = await behind_a_gate(writer, [keep(number) for number in range(50)])
    assert len({id(one) for one in rest}) == 1
    assert rest[0] is not first
    assert kept(path) == list(range(50))


async def test_a_commit_has_room_for_so_many_and_no_more(writer: ThreadWriter, path: Path) -> None:
    _, rest = await behind_a_gate(writer, [keep(number) for number in range(2 * GROUP)])
    assert len({id(one) for one in rest}) == 2
    assert kept(path) == list(range(2 * GROUP))


async def test_what_is_refused_leaves_its_neighbours_alone(writer: ThreadWriter, path: Path) -> None:
    gate = Gate()
    first = asyncio.ensure_future(writer.carry_out(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    rest = asyncio.gather(
        writer.carry_out(keep(1)),
        writer.carry_out(refuse(2)),
        writer.carry_out(keep(3)),
        return_exceptions=True,
    )
    await asyncio.sleep(0)
    gate.open.set()
    await first
    one, two, three = await rest
    assert one is three
    assert isinstance(two, ValueError)
    assert kept(path) == [1, 3]


async def test_a_caller_that_is_cancelled_does_not_undo_its_work_nor_anybody_elses(
    writer: ThreadWriter, path: Path
) -> None:
    gate = Gate()
    first = asyncio.ensure_future(writer.carry_out(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    cancelled, patient = (asyncio.ensure_future(writer.carry_out(keep(number))) for number in (1, 2))
    await asyncio.sleep(0)
    cancelled.cancel()
    gate.open.set()
    await first
    await patient
    assert cancelled.cancelled()
    assert kept(path) == [1, 2]


def test_a_loop_that_has_ended_does_not_end_the_writer(writer: ThreadWriter, path: Path) -> None:
    gate = Gate()

    async def leave() -> None:
        task = asyncio.ensure_future(writer.carry_out(gate))
        await asyncio.to_thread(gate.entered.wait, 10)
        task.cancel()

    asyncio.run(leave())
    gate.open.set()
    writer.run(keep(1))
    assert kept(path) == [1]


def test_many_threads_and_a_loop_may_write_at_once(writer: ThreadWriter, path: Path) -> None:
    async def from_a_loop() -> None:
        await asyncio.gather(*(writer.carry_out(keep(number)) for number in range(100)))

    with ThreadPoolExecutor(8) as threads:
        loop = threads.submit(asyncio.run, from_a_loop())
        list(threads.map(lambda number: writer.run(keep(number)), range(100, 200)))
        loop.result()
    assert sorted(kept(path)) == list(range(200))


def test_closing_carries_out_what_is_queued(path: Path) -> None:
    writer = ThreadWriter(connect(path), lambda _touched: None)
    gate = Gate()
    with ThreadPoolExecutor(4) as threads:
        threads.submit(writer.run, gate)
        assert gate.entered.wait(10)
        waiting = [threads.submit(writer.run, keep(number)) for number in (1, 2)]
        until(lambda: writer._queue.qsize() == 2)
        closing = threads.submit(writer.close)
        until(lambda: writer._queue.qsize() == 3)
        gate.open.set()
        closing.result(10)
        assert all(one.result(10) for one in waiting)
    assert sorted(kept(path)) == [1, 2]
    with pytest.raises(AssertionError, match="closed"):
        writer.run(keep(3))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nobody_waits_for_a_writer_that_has_died(path: Path) -> None:
    def fail(_touched: object) -> None:
        raise ZeroDivisionError

    writer = ThreadWriter(connect(path), fail)
    writer.run(keep(1))
    until(lambda: not writer._thread.is_alive())
    with pytest.raises(AssertionError, match="closed"):
        writer.run(keep(2))
    writer.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_whoever_waits_when_the_writer_dies_is_told(path: Path) -> None:
    def fail(_touched: object) -> None:
        until(lambda: dying._queue.qsize() == 1)
        raise ZeroDivisionError

    dying = ThreadWriter(connect(path), fail)
    with ThreadPoolExecutor(2) as threads:
        threads.submit(dying.run, keep(1)).result(10)
        with pytest.raises(AssertionError, match="closed"):
            threads.submit(dying.run, keep(2)).result(10)
    assert kept(path) == [1]
    dying.close()


@pytest.mark.parametrize("make", (InlineWriter, ThreadWriter))
def test_commits_are_told_with_what_they_touched(
    path: Path, make: Callable[[sqlite3.Connection, Callable[[frozenset[str]], None]], Writer]
) -> None:
    told: list[frozenset[str]] = []
    writer = make(connect(path), told.append)
    writer.run(keep(7))
    writer.run(lambda _transaction: None)
    writer.close()
    assert told == [{"7"}]


async def test_inline_commits_happen_in_the_caller(path: Path) -> None:
    threads = threading.active_count()
    writer = InlineWriter(connect(path), lambda _touched: None)
    coroutine = writer.carry_out(keep(1))
    with pytest.raises(StopIteration):
        coroutine.send(None)
    assert kept(path) == [1]
    assert threading.active_count() == threads
    with pytest.raises(ValueError, match="2"):
        await writer.carry_out(refuse(2))
    await writer.carry_out(keep(3))
    assert kept(path) == [1, 3]
    writer.close()


def test_a_full_disk_refuses_all_and_keeps_nothing(path: Path) -> None:
    connection = connect(path)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    outcomes, touched = commit_together(connection, [keep(number) for number in range(2000)])
    assert touched == frozenset()
    assert {str(one.error) for one in outcomes} == {str(outcomes[0].error)}
    with pytest.raises(InvalidInput, match="no room to write the store"):
        outcomes[0].answer()
    assert kept(path) == []
    connection.execute("PRAGMA max_page_count = 1000")
    outcomes, _ = commit_together(connection, [keep(1)])
    assert outcomes[0].error is None
    assert kept(path) == [1]
    connection.close()


def test_a_writer_that_waits_in_vain_for_another_process_says_so(path: Path) -> None:
    other, connection = connect(path), connect(path)
    connection.execute("PRAGMA busy_timeout = 0")
    other.execute("BEGIN IMMEDIATE")
    outcomes, _ = commit_together(connection, [keep(1), keep(2)])
    for outcome in outcomes:
        with pytest.raises(InvalidInput, match="locked by another process"):
            outcome.answer()
    other.execute("COMMIT")
    commit_together(connection, [keep(3)])
    assert kept(path) == [3]
    other.close()
    connection.close()


def test_a_bug_in_sql_is_no_refusal(path: Path) -> None:
    connection = connect(path)
    outcomes, _ = commit_together(
        connection, [lambda transaction: transaction.connection.execute("SELECT nonsense")]
    )
    assert isinstance(outcomes[0].error, sqlite3.OperationalError)
    assert not connection.in_transaction
    connection.close()


def test_every_commit_is_synced_to_the_disk(path: Path) -> None:
    connection = connect(path)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    connection.close()
