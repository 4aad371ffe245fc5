"""What can go wrong with a database through no fault of the program, told so that a user can mend it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from setpoint.model.errors import InvalidInput

# By SQLite's primary result code (its "Result and Error Codes").
_KNOWN = {
    sqlite3.SQLITE_BUSY: (
        "the store is locked by another process",
        "end the process that holds it, then repeat",
    ),
    sqlite3.SQLITE_LOCKED: ("the store is locked", "repeat the command"),
    sqlite3.SQLITE_FULL: ("there is no room to write the store", "free some disk space, then repeat"),
    sqlite3.SQLITE_IOERR: (
        "the disk refused to read or write the store",
        "check the disk and its file system",
    ),
    sqlite3.SQLITE_READONLY: ("the store cannot be written", "check the owner and mode of the data folder"),
    sqlite3.SQLITE_PERM: ("the store cannot be used", "check the owner and mode of the data folder"),
    sqlite3.SQLITE_CANTOPEN: ("the store cannot be opened", "check the owner and mode of the data folder"),
    sqlite3.SQLITE_AUTH: ("the store cannot be used", "check the owner and mode of the data folder"),
    sqlite3.SQLITE_CORRUPT: ("the store is damaged", "run `setpoint doctor`, or put back a copy"),
    sqlite3.SQLITE_NOTADB: (
        "the store is no SQLite database",
        "put back a copy, or choose another SETPOINT_HOME",
    ),
}


def refusal(error: sqlite3.Error) -> InvalidInput | None:
    """What to tell the user, or None when the error is a bug of ours."""
    known = _KNOWN.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if known is None:
        return None
    summary, advice = known
    return InvalidInput.because(summary, detail=str(error), advice=advice)


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn SQLite's errors inside into refusals, where they are no bugs."""
    try:
        yield
    except sqlite3.Error as error:
        if (refused := refusal(error)) is None:
            raise
        raise refused from error
