"""The one writer: whatever queued while the last commit ran is the next commit.

There is no timer. While the disk is busy with one commit, work gathers; when it is done, all of that is one
transaction with one fsync. Each piece of work runs under a savepoint: one that is refused takes nothing back from its
neighbours. In between, other processes have their turn (``BEGIN IMMEDIATE`` waits for theirs).
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import queue
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from setpoint.store.sqlite.trouble import refusal

T = TypeVar("T")

GROUP = 500
"""At most so many pieces of work share a commit, so that the first of very many is not kept waiting for the last."""


class Transaction:
    """One commit while it is being made. ``touched`` gathers the ids of stacks of which something was written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Write through ``connection``."""
        self.connection = connection
        self.touched: set[str] = set()


Work = Callable[[Transaction], T]
"""Writes through a transaction; what it raises undoes what it wrote, and reaches whoever asked for it."""

Committed = Callable[[frozenset[str]], None]
"""Called after a commit with the ids of the stacks that it touched."""


class Writer(Protocol):
    """Carries out work, durably or not at all."""

    def run(self, work: Work[T]) -> T:
        """Block until ``work`` is committed; its answer."""
        ...

    async def carry_out(self, work: Work[T]) -> T:
        """As :meth:`run`, without blocking the event loop. Work is carried out also when the caller is cancelled."""
        ...

    def close(self) -> None:
        """Carry out what is queued, and stop."""
        ...


class InlineWriter:
    """Commits in the caller: for virtual time, where nothing may happen in the background."""

    def __init__(self, connection: sqlite3.Connection, committed: Committed) -> None:
        """Write through ``connection``, which it closes in the end."""
        self._connection = connection
        self._committed = committed
        self._turn = threading.Lock()

    def run(self, work: Work[T]) -> T:
        """Carry ``work`` out now."""
        with self._turn:
            (outcome,), touched = commit_together(self._connection, [work])
        if touched:
            self._committed(touched)
        answer: T = outcome.answer()
        return answer

    async def carry_out(self, work: Work[T]) -> T:
        """Carry ``work`` out now."""
        return self.run(work)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class ThreadWriter:
    """Commits in a thread of its own, as many pieces of work at a time as are waiting."""

    def __init__(self, connection: sqlite3.Connection, committed: Committed) -> None:
        """Write through ``connection``, which it closes in the end."""
        self._connection = connection
        self._committed = committed
        self._queue: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._is_open = True
        self._thread = threading.Thread(target=self._serve, name="setpoint store", daemon=True)
        self._thread.start()

    def run(self, work: Work[T]) -> T:
        """Queue ``work`` and block until it is committed."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._put(_Task(work, future, None))
        return future.result()

    async def carry_out(self, work: Work[T]) -> T:
        """Queue ``work`` and wait until it is committed."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(_Task(work, future, loop))
        return await future

    def close(self) -> None:
        """Carry out what is queued, end the thread, and close the connection. Safe to repeat."""
        self._is_open = False
        self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _put(self, task: _Task) -> None:
        assert self._is_open, "the store is closed"
        self._queue.put(task)

    def _serve(self) -> None:
        try:
            self._serve_all()
        finally:  # also when it dies of a bug: nobody may wait for it for ever
            self._is_open = False
            self._refuse_rest()

    def _refuse_rest(self) -> None:
        while not self._queue.empty():
            if task := self._queue.get():
                _deliver([task], [Outcome(error=AssertionError("the store is closed"))])

    def _serve_all(self) -> None:
        while task := self._queue.get():
            tasks, is_last = self._gather(task)
            outcomes, touched = commit_together(self._connection, [task.work for task in tasks])
            _deliver(tasks, outcomes)
            if touched:
                self._committed(touched)
            if is_last:
                return

    def _gather(self, first: _Task) -> tuple[list[_Task], bool]:
        tasks = [first]
        while len(tasks) < GROUP:
            try:
                task = self._queue.get_nowait()
            except queue.Empty:
                break
            if task is None:
                return tasks, True
            tasks.append(task)
        return tasks, False


class Outcome:
    """What came of a piece of work."""

    __slots__ = ("error", "value")

    def __init__(self, value: Any = None, error: BaseException | None = None) -> None:
        """Hold an answer or an error."""
        self.value = value
        self.error = error

    def answer(self) -> Any:
        """The answer; raises the error."""
        if self.error:
            raise self.error
        return self.value


def commit_together(
    connection: sqlite3.Connection, works: Sequence[Work[Any]]
) -> tuple[list[Outcome], frozenset[str]]:
    """Carry ``works`` out in one transaction; what came of each, and the stacks that were touched.

    A piece of work that raises is undone alone. When the disk or the lock fails, none of them happened.
    """
    transaction = Transaction(connection)
    try:
        connection.execute("BEGIN IMMEDIATE")
        outcomes = [_attempt(transaction, work) for work in works]
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if not isinstance(error, sqlite3.Error):
            raise
        return [Outcome(error=refusal(error) or error) for _ in works], frozenset()
    return outcomes, frozenset(transaction.touched)


def _attempt(transaction: Transaction, work: Work[Any]) -> Outcome:
    connection = transaction.connection
    connection.execute("SAVEPOINT work")
    try:
        outcome = Outcome(work(transaction))
    except sqlite3.OperationalError:
        raise  # no disk, no lock: SQLite may have undone the whole transaction by itself
    except Exception as error:  # noqa: BLE001 - it reaches whoever asked for the work
        connection.execute("ROLLBACK TO work")
        outcome = Outcome(error=error)
    connection.execute("RELEASE work")
    return outcome


class _Task:
    """Work, and who waits for it: an event loop's future, or (``loop`` None) a blocked thread's."""

    __slots__ = ("future", "loop", "work")

    def __init__(self, work: Work[Any], future: Any, loop: asyncio.AbstractEventLoop | None) -> None:
        self.work = work
        self.future = future
        self.loop = loop


_Settled = list[tuple[_Task, Outcome]]


def _deliver(tasks: list[_Task], outcomes: list[Outcome]) -> None:
    """Wake each event loop once, however many of its tasks were committed."""
    by_loop: dict[asyncio.AbstractEventLoop | None, _Settled] = defaultdict(list)
    for task, outcome in zip(tasks, outcomes, strict=True):
        by_loop[task.loop].append((task, outcome))
    for loop, settled in by_loop.items():
        if loop is None:
            _settle(settled)
        else:
            with contextlib.suppress(RuntimeError):  # the loop was closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, settled)


def _settle(settled: _Settled) -> None:
    for task, outcome in settled:
        if task.future.done():
            continue  # whoever waited was cancelled
        if outcome.error:
            task.future.set_exception(outcome.error)
        else:
            task.future.set_result(outcome.value)
