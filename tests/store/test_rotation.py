"""The key is exchanged while others go on, and wherever that is cut off every secret can be read."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Incarnation, Phase
from setpoint.model.value import Sensitive
from setpoint.store import Store, open_store, secrets
from setpoint.store.findings import MENDED
from setpoint.store.home import Home
from setpoint.store.locks import FileLocks
from setpoint.store.secrets import drafts, read_keys
from setpoint.store.sqlite import store as sqlite_store
from setpoint.store.sqlite import writer
from tests.store.values import PROJECT, STACK, an_incarnation, begin, write
from tests.waiting import is_waited_for, until

FILES = {module.__file__ for module in (secrets, sqlite_store, writer)}
FUNCTIONS = {
    "rotate_key",
    "rotate",
    "remove_drafts",
    "write_keys",
    "_draft",
    "commit_together",
    "_attempt",
    "work",
}
"""Those whose lines exchange a key."""


def holding(number: int) -> Incarnation:
    return an_incarnation(number, phase=Phase.CURRENT, properties={"password": Sensitive(f"secret {number}")})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A data folder with two secrets."""
    home = Home(tmp_path / "home")
    with open_store(home.path) as store:
        records, lease = begin(store)
        write(records, lease, lambda batch: batch.put(holding(1)).put(holding(2)))
        lease.release()
    return home


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with open_store(home.path) as store:
        yield store


def incarnations(home: Home) -> list[Incarnation]:
    with open_store(home.path, inline=True) as store:
        return store.project(PROJECT).incarnations(STACK)


def killed_at(line: int, home: Home) -> bool:
    """Let a process exchange the key, and kill it at the line-th line that it runs; whether there were so many."""
    pid = os.fork()
    if pid == 0:
        left = line

        def trace(frame: FrameType, event: str, _argument: object) -> Any:
            nonlocal left
            if frame.f_code.co_filename not in FILES or frame.f_code.co_name not in FUNCTIONS:
                return None
            if event == "line":
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        try:
            with open_store(home.path, inline=True) as store:
                sys.settrace(trace)
                store.rotate_key()
                sys.settrace(None)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


@pytest.mark.slow
def test_killed_at_any_line_every_secret_can_be_read_and_it_is_carried_through(home: Home) -> None:
    line, cut_off = 0, 0
    while killed_at(line, home):
        assert incarnations(home) == [holding(1), holding(2)], f"killed at line {line}"
        cut_off += len(read_keys(home.key)) > 1
        line += 1
    assert line > 40
    assert 10 < cut_off < line
    before = read_keys(home.key)
    with open_store(home.path) as store:
        assert store.rotate_key() == 2
        assert store.examine() == []
    assert len(read_keys(home.key)) == 1
    assert not set(before) & set(read_keys(home.key))
    assert drafts(home.key) == []
    assert incarnations(home) == [holding(1), holding(2)]


def test_what_was_seen_before_a_rotation_can_be_read_after_it(home: Home, store: Store) -> None:
    """A reader looks at the database, the key is exchanged and the old one forgotten, and then the secrets are read."""
    reader = store._reader  # type: ignore[attr-defined]
    with reader.snapshot() as connection:
        (stack, _), *_ = connection.execute("SELECT stack, id FROM secrets").fetchall()
        with open_store(home.path) as other:
            other.rotate_key()
        names = [name for (name,) in connection.execute("SELECT id FROM secrets")]
        found = [reader.reveal(connection, stack, name) for name in names]
    assert sorted(found) == [b'"secret 1"', b'"secret 2"']


def test_while_one_exchanges_the_key_another_waits_for_it(home: Home, store: Store) -> None:
    before = read_keys(home.key)
    lock = FileLocks(home.run).wait_for("key")
    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(store.rotate_key)
        try:
            until(lambda: other.done() or is_waited_for(home.run / "key.lock"))
            assert read_keys(home.key) == before
        finally:
            lock.release()
        assert other.result() == 2
    assert read_keys(home.key) != before


def test_a_secret_that_cannot_be_decrypted_stops_it_and_costs_nothing_else(home: Home, store: Store) -> None:
    with closing(sqlite3.connect(home.database, isolation_level=None)) as connection:
        connection.execute("UPDATE secrets SET sealed = x'78' WHERE key = (SELECT max(key) FROM secrets)")
    before = read_keys(home.key)
    with pytest.raises(InvalidInput, match="cannot be decrypted"):
        store.rotate_key()
    assert set(before) < set(read_keys(home.key))
    assert [path.name for path in home.path.glob("*key*")] == ["key"]


def test_an_examination_tells_of_one_that_was_cut_off_and_removes_its_draft(home: Home, store: Store) -> None:
    secrets.write_keys(home.key, [secrets.new_key(), *read_keys(home.key)])
    (home.path / ".key-left").write_bytes(secrets.new_key())
    cut_off, draft = store.examine()
    assert "holds 2 keys" in cut_off.summary
    assert "--rotate-key" in cut_off.advice
    assert str(home.path / ".key-left") in draft.summary
    assert [one.advice for one in store.examine(repair=True)] == [cut_off.advice, MENDED]
    store.rotate_key()
    assert store.examine() == []
