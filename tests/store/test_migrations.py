"""An old file becomes a new one, all of it or not at all; a newer file, or somebody else's, is left alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from setpoint.model.errors import InvalidInput
from setpoint.store import open_store
from setpoint.store.home import Home
from setpoint.store.migrations import MIGRATIONS, migrate, newest, version
from tests.store.values import an_incarnation, begin, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The migrations that there are, to add to."""
    folder = tmp_path / "sql"
    folder.mkdir()
    for file in MIGRATIONS.iterdir():
        if file.name.endswith(".sql"):
            (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield connection


def add(folder: Path, script: str) -> int:
    number = newest(folder) + 1
    (folder / f"{number:04}_more.sql").write_text(script, encoding="utf-8")
    return number


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}


def test_an_empty_file_gets_the_newest_schema(database: sqlite3.Connection) -> None:
    assert version(database) == 0
    migrate(database)
    assert version(database) == newest()
    assert {"stacks", "journal", "secrets"} <= tables(database)


def test_migrations_are_numbered_without_a_gap() -> None:
    names = sorted(file.name for file in MIGRATIONS.iterdir() if file.name.endswith(".sql"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_an_old_file_is_brought_up_to_date_with_what_is_in_it(tmp_path: Path, folder: Path) -> None:
    with open_store(tmp_path / "home") as store:
        records, lease = begin(store)
        write(records, lease, lambda batch: batch.put(an_incarnation(7, physical_id="x")))
    add(folder, "ALTER TABLE incarnations ADD COLUMN note TEXT NOT NULL DEFAULT 'none; yet';\n-- the end\n")
    add(folder, "CREATE TABLE extra (a);\nUPDATE incarnations SET note = 'now';\n")
    with closing(sqlite3.connect(Home(tmp_path / "home").database, isolation_level=None)) as connection:
        migrate(connection, folder)
        assert version(connection) == newest(folder)
        assert connection.execute("SELECT note, body ->> 'physical_id' FROM incarnations").fetchall() == [
            ("now", "x")
        ]


@pytest.mark.parametrize("moment", ("application_id", "user_version", "sqlite_schema"))
def test_who_looks_while_another_makes_it_sees_it_empty_or_whole(tmp_path: Path, moment: str) -> None:
    looker, maker = (sqlite3.connect(tmp_path / "store.db", isolation_level=None) for _ in range(2))
    with closing(looker), closing(maker):
        maker.execute("PRAGMA journal_mode = WAL")
        looker.set_trace_callback(
            lambda sql: migrate(maker) if moment in sql and not version(maker) else None
        )
        assert version(looker) in (0, newest())
        assert version(maker) == newest()


def test_each_migration_is_applied_once(database: sqlite3.Connection, folder: Path) -> None:
    migrate(database, folder)
    add(folder, "CREATE TABLE counted (a);\nINSERT INTO counted VALUES (1);")
    migrate(database, folder)
    migrate(database, folder)
    assert database.execute("SELECT count(*) FROM counted").fetchone() == (1,)


def test_a_migration_that_fails_changes_nothing(database: sqlite3.Connection, folder: Path) -> None:
    migrate(database, folder)
    before = tables(database)
    add(folder, "CREATE TABLE half (a);")
    add(folder, "CREATE TABLE whole (a);\nINSERT INTO nowhere VALUES (1);")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(database, folder)
    assert tables(database) == before
    assert version(database) == newest()
    assert not database.in_transaction


def test_a_migration_may_not_lose_a_rows_parent(database: sqlite3.Connection, folder: Path) -> None:
    migrate(database, folder)
    before = tables(database)
    add(folder, "CREATE TABLE bad (a);\nINSERT INTO revisions (stack, number, body) VALUES (99, 1, '{}');")
    with pytest.raises(AssertionError, match="parent is missing"):
        migrate(database, folder)
    assert tables(database) == before


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    open_store(home.path).close()
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(InvalidInput, match=r"written by a newer Setpoint.*schema 99"):
        open_store(home.path)
    with closing(sqlite3.connect(home.database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (99,)


def test_what_a_newer_program_has_made_is_not_migrated(database: sqlite3.Connection, folder: Path) -> None:
    add(folder, "CREATE TABLE extra (a);")
    migrate(database, folder)
    with pytest.raises(InvalidInput, match="written by a newer Setpoint"):
        migrate(database)
    assert version(database) == newest(folder)


@pytest.mark.parametrize(
    "statement", ("CREATE TABLE theirs (a)", "PRAGMA user_version = 1", "PRAGMA application_id = 7")
)
def test_somebody_elses_database_is_refused_and_left_alone(tmp_path: Path, statement: str) -> None:
    home = Home(tmp_path / "home")
    home.make()
    with closing(sqlite3.connect(home.database, isolation_level=None)) as connection:
        connection.execute(statement)
    before = home.database.read_bytes()
    with pytest.raises(InvalidInput, match="no Setpoint store"):
        open_store(home.path)
    assert home.database.read_bytes() == before
