"""Everything in the database that is encrypted, whichever table it is in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

BESIDE = ("software_configs", "software_deployments")
"""Tables whose rows have their secrets beside them."""

SEALED = ("secrets", *BESIDE)
"""Tables with a column ``sealed``."""


def holds_secrets(connection: sqlite3.Connection) -> bool:
    """Whether anything is encrypted."""
    return any(connection.execute(f"{_sealed(table)} LIMIT 1").fetchone() for table in SEALED)


def seal_again(connection: sqlite3.Connection, table: str, anew: Callable[[bytes], bytes]) -> int:
    """Encrypt with another key what is encrypted in ``table``; how much that is."""
    rows = connection.execute(_sealed(table)).fetchall()
    connection.executemany(
        f"UPDATE {table} SET sealed = ? WHERE key = ?",  # noqa: S608 - a table of our own
        [(anew(sealed), key) for key, sealed in rows],
    )
    return len(rows)


def _sealed(table: str) -> str:
    return f"SELECT key, sealed FROM {table} WHERE sealed IS NOT NULL"  # noqa: S608 - a table of our own
