"""Opening a store: what is made, how private it is, and what is said when it cannot be opened."""

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from setpoint.model.errors import InvalidInput
from setpoint.store import open_store
from setpoint.store.home import Home
from setpoint.store.locks import FileLocks
from setpoint.store.records import Batch
from setpoint.store.secrets import make_key
from setpoint.store.sqlite.connection import connect
from tests.store.values import PROJECT, a_stack, an_incarnation, begin, write
from tests.waiting import is_waited_for, until


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_nobody_else_can_look_into_what_is_made(tmp_path: Path) -> None:
    home = Home(tmp_path / "deep" / "home")
    with open_store(home.path) as store:
        begin(store)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [home.path, *home.path.rglob("*")]}
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}
    assert {"home", "setpoint.db", "setpoint.db-wal", "setpoint.db-shm", "key", "run"} <= modes.keys()


def test_what_was_recorded_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        records, lease = begin(store)
        write(records, lease, lambda batch: batch.put(an_incarnation()))
    with open_store(tmp_path) as store:
        assert store.project(PROJECT).incarnations(lease.stack) == [an_incarnation()]
        assert store.home == tmp_path


def test_a_store_in_memory_leaves_no_file_and_is_its_own(setpoint_home: Path) -> None:
    threads = threading.active_count()
    with open_store(None) as store, open_store(None) as other:
        begin(store)
        assert store.home is None
        assert other.project(PROJECT).stacks() == []
        assert threading.active_count() == threads
    assert not setpoint_home.exists()


def test_a_file_can_be_used_without_a_thread(tmp_path: Path) -> None:
    threads = threading.active_count()
    with open_store(tmp_path, inline=True) as store:
        begin(store)
        assert threading.active_count() == threads
    with open_store(tmp_path) as store:
        assert store.project(PROJECT).stacks() == [a_stack()]


def test_closing_twice_is_no_error(tmp_path: Path) -> None:
    for home in (tmp_path, None):
        store = open_store(home)
        store.close()
        store.close()


def test_every_thread_can_read(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, ThreadPoolExecutor(4) as threads:
        records, _ = begin(store)
        found = threads.map(lambda _: records.stacks(), range(20))
        assert list(found) == [[a_stack()]] * 20


def test_many_may_make_it_at_once(tmp_path: Path) -> None:
    at_once = Barrier(8)

    def make(home: Path) -> None:
        at_once.wait(10)
        open_store(home).close()

    with ThreadPoolExecutor(8) as threads:
        for number in range(15):
            list(threads.map(make, [tmp_path / str(number)] * 8))
    with open_store(tmp_path / "0") as store:
        begin(store)


def test_who_comes_while_another_makes_it_waits_without_looking_into_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.make()
    make_key(home.key)
    lock = FileLocks(home.run).wait_for("making")
    with closing(connect(home.database)) as maker, ThreadPoolExecutor(1) as threads:
        maker.execute("BEGIN EXCLUSIVE")  # who looks has to wait for that, and not for the lock
        other = threads.submit(open_store, home.path)
        try:
            until(lambda: other.done() or is_waited_for(home.run / "making.lock"))
            assert not other.done()
        finally:
            maker.execute("ROLLBACK")
            lock.release()
        other.result().close()


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    Home(tmp_path).key.chmod(0o644)
    with pytest.raises(InvalidInput, match="chmod 600"):
        open_store(tmp_path)


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="SETPOINT_HOME"):
        open_store(tmp_path / "file" / "home")


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    Home(tmp_path).database.write_bytes(b"no database" * 1000)
    with pytest.raises(InvalidInput, match="no SQLite database"):
        open_store(tmp_path)
    assert Home(tmp_path).database.read_bytes() == b"no database" * 1000


def test_a_folder_in_the_databases_place_is_told(tmp_path: Path) -> None:
    Home(tmp_path).database.mkdir()
    with pytest.raises(InvalidInput, match=r"cannot be (made|opened)"):
        open_store(tmp_path)


def many(batch: Batch) -> Batch:
    for number in range(500):
        batch.put(an_incarnation(number))
    return batch


def test_damage_is_told_when_it_is_read(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with open_store(tmp_path) as store:
        records, lease = begin(store)
        records.commit_now(many(Batch(lease.stack, lease.epoch)))
    content = bytearray(home.database.read_bytes())
    content[len(content) // 3 :] = b"\xa5" * (len(content) - len(content) // 3)
    home.database.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"damaged|disk"), open_store(tmp_path) as store:
        store.project(PROJECT).incarnations(lease.stack)


def test_reading_cannot_write(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        begin(store)
        connection = store._readers()  # type: ignore[attr-defined]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM stacks")
