"""Bringing a database to the newest schema: numbered SQL files, each applied once, in one transaction.

``sql/0001_first.sql`` makes an empty file into schema 1, ``sql/0002_...sql`` that into schema 2, and so on. A file that
was released is never edited. The schema's number is SQLite's own ``user_version``; ``application_id`` tells our files
from anybody else's.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from setpoint.model.errors import InvalidInput

APPLICATION = 0x5E7901E7
"""SQLite's ``application_id`` of a Setpoint store."""

MIGRATIONS = files("setpoint.store") / "sql"


def newest(migrations: Traversable = MIGRATIONS) -> int:
    """The number of the schema that this program works with."""
    return max(_number(file) for file in _files(migrations))


def version(connection: sqlite3.Connection) -> int:
    """The number of the database's schema; 0 when it is empty. Raises InvalidInput for somebody else's file."""
    with _one_look(connection):
        application, found = _pragma(connection, "application_id"), _pragma(connection, "user_version")
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if application != APPLICATION and (application or found or tables):
        raise InvalidInput.because(
            "this database is no Setpoint store",
            detail=_where(connection),
            advice="choose another data folder with SETPOINT_HOME",
        )
    return found


def migrate(connection: sqlite3.Connection, migrations: Traversable = MIGRATIONS) -> None:
    """Apply what is missing, all of it or nothing. ``connection`` must not enforce foreign keys meanwhile.

    Several processes may try at once: one does the work. Raises InvalidInput for a database of a newer program.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        _apply(connection, sorted(_files(migrations), key=_number))
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def refuse_newer(connection: sqlite3.Connection, known: int) -> None:
    """Raises InvalidInput when the database has a schema above ``known``."""
    if (found := version(connection)) > known:
        raise InvalidInput.because(
            "this store was written by a newer Setpoint",
            detail=f"{_where(connection)} has schema {found}, and this program knows schemas up to {known}",
            advice="use the newer program, or another data folder (SETPOINT_HOME)",
        )


def _apply(connection: sqlite3.Connection, migrations: list[Traversable]) -> None:
    refuse_newer(connection, _number(migrations[-1]))
    found = version(connection)
    for file in migrations:
        if _number(file) > found:
            for statement in _statements(file.read_text(encoding="utf-8")):
                connection.execute(statement)
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    assert not broken, f"a migration left rows whose parent is missing: {broken[:3]}"
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {_number(migrations[-1])}")


@contextlib.contextmanager
def _one_look(connection: sqlite3.Connection) -> Iterator[None]:
    """Read all inside from one state of the file: another process may be making it just now."""
    is_ours = not connection.in_transaction
    if is_ours:
        connection.execute("BEGIN")
    try:
        yield
    finally:
        if is_ours and connection.in_transaction:
            connection.execute("COMMIT")


def _files(migrations: Traversable) -> list[Traversable]:
    return [file for file in migrations.iterdir() if file.name.endswith(".sql")]


def _number(file: Traversable) -> int:
    return int(file.name.partition("_")[0])


def _statements(script: str) -> Iterator[str]:
    """Split a script where a statement ends with its line; ``executescript`` would commit our transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    assert not statement.strip() or statement.lstrip().startswith("--"), f"unfinished statement: {statement}"


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _where(connection: sqlite3.Connection) -> str:
    return connection.execute("PRAGMA database_list").fetchone()[2] or "the store in memory"
