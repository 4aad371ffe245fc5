"""Reading rows back into values of the model, with their secrets."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from functools import partial
from typing import Any, TypeVar

import msgspec

from setpoint.model.errors import InvalidInput
from setpoint.store import beside, codec
from setpoint.store.secrets import Keyring
from setpoint.store.sqlite.connection import Readers
from setpoint.store.sqlite.trouble import told

S = TypeVar("S", bound=msgspec.Struct)

_REMEMBERED = 20_000
"""How many secrets are remembered."""

_LARGEST = 1_000
"""Bytes of the largest one that is: templates are read seldom, and take much memory."""


class Reader:
    """Answers queries. A record and the secrets that it refers to are read in one snapshot of the database."""

    def __init__(self, readers: Readers, keyring: Keyring) -> None:
        """Read through the calling thread's connection of ``readers``."""
        self._readers = readers
        self._keyring = keyring
        self._revealed: dict[tuple[int, str], bytes] = {}

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection on which all queries see the same state."""
        self._keyring.look()
        with told():
            connection = self._readers()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    def rows(self, sql: str, arguments: tuple[Any, ...] = ()) -> list[Any]:
        """What a query answers, as it is."""
        with self.snapshot() as connection:
            return connection.execute(sql, arguments).fetchall()

    def structs(self, kind: type[S], sql: str, arguments: tuple[Any, ...], field: str = "") -> list[S]:
        """The records that a query answers with rows of stack key and body.

        With ``field``, rows have a third column, which is that field's value.
        """
        with self.snapshot() as connection:
            found = []
            for stack, body, *more in connection.execute(sql, arguments):
                record = codec.decode(kind, body, partial(self.reveal, connection, stack))
                found.append(msgspec.structs.replace(record, **{field: more[0]}) if field else record)
            return found

    def whole(self, kind: type[S], sql: str, arguments: tuple[Any, ...]) -> list[S]:
        """The records that a query answers with rows of body and what is beside it, encrypted."""
        return [
            codec.decode(kind, body, beside.revealing(self._keyring.open(sealed) if sealed else b""))
            for body, sealed in self.rows(sql, arguments)
        ]

    def heads(self, kind: type[S], sql: str, arguments: tuple[Any, ...]) -> list[S]:
        """As ``kind``, which holds no secret, the records whose bodies a query answers."""
        return [codec.decode(kind, body, _masked) for (body,) in self.rows(sql, arguments)]

    def reveal(self, connection: sqlite3.Connection, stack: int, secret: str) -> bytes:
        """A secret of a stack, as JSON. Raises InvalidInput when it is lost."""
        key = (stack, secret)
        known = self._revealed.get(key)
        if known is not None:
            return known
        found = self._keyring.open(_sealed(connection, key))
        if len(found) <= _LARGEST:
            if len(self._revealed) >= _REMEMBERED:
                self._revealed.clear()
            self._revealed[key] = found
        return found


def _masked(_secret: str) -> bytes:
    return b"null"


def _sealed(connection: sqlite3.Connection, key: tuple[int, str]) -> bytes:
    row = connection.execute("SELECT sealed FROM secrets WHERE stack = ? AND id = ?", key).fetchone()
    if row is None:
        raise InvalidInput.because(
            "a secret is missing from the store",
            detail=f"a record refers to secret {key[1]}",
            advice="run `setpoint doctor` to see what is damaged",
        )
    sealed: bytes = row[0]
    return sealed
