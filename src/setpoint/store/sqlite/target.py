"""The stack that a batch writes to, within one transaction; and the accounts of who refers to which secret."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from setpoint.model.errors import NotFound
from setpoint.model.stack import StackId
from setpoint.store.codec import references
from setpoint.store.secrets import Keyring


class Target:
    """One stack of one project. ``key`` is None while it has no row yet; ``secrets`` are those of the batch, by id."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        project: str,
        stack: StackId,
        secrets: Mapping[str, bytes],
        keyring: Keyring,
    ) -> None:
        """Find the stack."""
        self.project = project
        self.id = stack
        self.execute = connection.execute
        self._secrets = secrets
        self._keyring = keyring
        found = self.execute("SELECT key, epoch FROM stacks WHERE project = ? AND id = ?", (project, stack))
        self.key: int | None
        self.epoch: int
        self.key, self.epoch = found.fetchone() or (None, 0)

    @property
    def stack(self) -> int:
        """The key of the stack's row. Raises NotFound when this project has no such stack."""
        if self.key is None:
            raise NotFound(f"there is no stack {self.id}")
        return self.key

    def insert_stack(self, name: str, body: str, *, is_deleted: bool) -> None:
        """Make the stack's row."""
        self.key = self.execute(
            "INSERT INTO stacks (project, id, name, is_deleted, body) VALUES (?, ?, ?, ?, ?)",
            (self.project, self.id, name, is_deleted, body),
        ).lastrowid

    def holds(self, holder: str, body: str = "") -> None:
        """Account for a record's references: those in ``body`` and no others. Without a body, it is gone."""
        kept = self._refer(holder, body) if "$secret" in body else ()
        self._let_go(holder, kept)

    def holds_also(self, holder: str, body: str) -> None:
        """Account for the references in ``body`` on top of those that the holder has."""
        if "$secret" in body:
            self._refer(holder, body)

    def _refer(self, holder: str, body: str) -> frozenset[str]:
        found = references(body)
        for secret in found:
            self._keep(secret)
            self.execute(
                "INSERT INTO secret_uses (stack, holder, secret) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (self.stack, holder, secret),
            )
        return found

    def _keep(self, secret: str) -> None:
        key = (self.stack, secret)
        if not self.execute("SELECT 1 FROM secrets WHERE stack = ? AND id = ?", key).fetchone():
            sealed = self._keyring.seal(self._secrets[secret])
            self.execute("INSERT INTO secrets (stack, id, sealed) VALUES (?, ?, ?)", (*key, sealed))

    def _let_go(self, holder: str, kept: Sequence[str] | frozenset[str]) -> None:
        for secret in self._no_longer_used(holder, kept):
            self.execute(
                "DELETE FROM secrets WHERE stack = ?1 AND id = ?2"
                " AND NOT EXISTS (SELECT 1 FROM secret_uses WHERE stack = ?1 AND secret = ?2)",
                (self.stack, secret),
            )

    def _no_longer_used(self, holder: str, kept: Sequence[str] | frozenset[str]) -> list[Any]:
        rows = self.execute(
            "DELETE FROM secret_uses WHERE stack = ? AND holder = ?"
            " AND secret NOT IN (SELECT value FROM json_each(?)) RETURNING secret",
            (self.stack, holder, json.dumps([*kept]) if kept else "[]"),
        ).fetchall()
        return [secret for (secret,) in rows]
