"""Opening the database: what every connection is set to, and making a new data folder's file and key."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
import threading
from pathlib import Path

from setpoint.model.errors import InvalidInput
from setpoint.store import migrations
from setpoint.store.home import FILE_MODE, MAKING, Home
from setpoint.store.locks import FileLocks
from setpoint.store.secrets import check_key, make_key
from setpoint.store.sqlite.sealed import holds_secrets
from setpoint.store.sqlite.trouble import told

BUSY_SECONDS = 30.0
"""How long a write waits for other processes' writes before it is refused."""

_WAL_PAGES = 4000  # 16 MB: rarer and longer checkpoints than the default of 1,000 pages
_CACHE_KIB = 32_768
"""What a writer keeps of the file: it goes all over the index of a large stack's random ids, where 2 MB are usual."""
_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables; RETURNING came with 3.35


def connect(path: Path | None, *, is_reader: bool = False) -> sqlite3.Connection:
    """Open one connection, without opening transactions by itself. ``path`` None is a database in memory."""
    connection = sqlite3.connect(
        path or ":memory:",
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=path is None,  # on files, each connection is used by one thread at a time
        cached_statements=256,
    )
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
        if not is_reader:
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute(f"PRAGMA query_only = {'ON' if is_reader else 'OFF'}")
    except sqlite3.Error:
        connection.close()  # it is no database, or is damaged
        raise
    return connection


def open_file(home: Home, *, whatever_the_key: bool = False) -> sqlite3.Connection:
    """The writing connection to a data folder's database; folder, file, schema and key are made when missing.

    Raises InvalidInput when the folder, the file or the key cannot be used; an examination opens it
    ``whatever_the_key`` is like.
    """
    assert sqlite3.sqlite_version_info >= _OLDEST_SQLITE, f"SQLite {sqlite3.sqlite_version} is too old"
    home.make()
    with told():
        if not _is_ready(home):
            _prepare(home)
        if not whatever_the_key:
            check_key(home.key)
        return connect(home.database)


def open_memory() -> sqlite3.Connection:
    """A database in memory, with the schema."""
    connection = connect(None)
    with contextlib.closing(sqlite3.connect(":memory:")) as empty:
        empty.deserialize(_empty())
        empty.backup(connection)
    return connection


@functools.cache
def _empty() -> bytes:
    """A database with the schema and nothing in it: to copy it takes a tenth of the time of making it."""
    with contextlib.closing(connect(None)) as connection:
        migrations.migrate(connection)
        return connection.serialize()


class Readers:
    """A reading connection for each thread that asks; or the given one for all, where there is only one."""

    def __init__(self, path: Path | None, only: sqlite3.Connection | None = None) -> None:
        """Read the file at ``path``, or through ``only``."""
        self._path = path
        self._only = only
        self._mine = threading.local()
        self._all: list[sqlite3.Connection] = []

    def __call__(self) -> sqlite3.Connection:
        """The calling thread's connection."""
        if self._only:
            return self._only
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = connect(self._path, is_reader=True)
            self._all.append(connection)
        return connection

    def close(self) -> None:
        """Close them all; no thread may be reading."""
        for connection in self._all:
            connection.close()


def _is_ready(home: Home) -> bool:
    """Whether all is there and of today. An empty file is not looked into: one reader would disturb its making."""
    if not (home.key.exists() and _size(home.database)):
        return False
    connection = connect(home.database, is_reader=True)
    try:
        return migrations.version(connection) == migrations.newest()
    finally:
        connection.close()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _prepare(home: Home) -> None:
    """Make what is missing, one process at a time: those who waited find what the first has made.

    SQLite's own locks do not see to that. Changing a file to WAL is refused at once where anybody has it open.
    """
    try:
        lock = FileLocks(home.run).wait_for(MAKING)
        try:
            home.database.touch(mode=FILE_MODE)  # -wal and -shm take over its mode
            _bring_up_to_date(home)
        finally:
            lock.release()
    except OSError as error:
        why = error.strerror or str(error)
        raise InvalidInput.because(f"the store {home.database} cannot be made", detail=why) from error


def _bring_up_to_date(home: Home) -> None:
    connection = connect(home.database)
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        migrations.refuse_newer(connection, migrations.newest())  # before anything is changed
        connection.execute("PRAGMA journal_mode = WAL")
        migrations.migrate(connection)
        _prepare_key(home, connection)
    finally:
        connection.close()


def _prepare_key(home: Home, connection: sqlite3.Connection) -> None:
    if home.key.exists():
        return
    if holds_secrets(connection):
        raise InvalidInput.because(
            f"the key file {home.key} is missing",
            detail="the store holds secrets, and only that key decrypts them",
            advice="put back the key file that belongs to this data folder",
        )
    make_key(home.key)
