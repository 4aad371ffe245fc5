"""The stack that a batch writes to, within one transaction; and the accounts of who refers to which secret."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping

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
        most_events: int = 0,
    ) -> None:
        """Find the stack."""
        self.most_events = most_events
        self.project = project
        self.id = stack
        self.execute = connection.execute
        self.execute_many = connection.executemany
        self._secrets = secrets
        self._keyring = keyring
        found = self.execute("SELECT key, epoch FROM stacks WHERE project = ? AND id = ?", (project, stack))
        self.key: int | None
        self.epoch: int
        self.key, self.epoch = found.fetchone() or (None, 0)
        self._has_secrets = bool(secrets) or self._uses_secrets()

    def _uses_secrets(self) -> bool:
        """Whether any record refers to a secret; most stacks have none, and need no accounts."""
        sql = "SELECT 1 FROM secret_uses WHERE stack = ? LIMIT 1"
        return self.execute(sql, (self.key,)).fetchone() is not None

    @property
    def stack(self) -> int:
        """The key of the stack's row. Raises NotFound when this project has no such stack."""
        if self.key is None:
            raise NotFound(f"there is no stack {self.id}")
        return self.key

    def insert_stack(self, name: str, body: str, *, is_deleted: bool) -> None:
        """Make the stack's row."""
        sql = "INSERT INTO stacks (project, id, name, is_deleted, body) VALUES (?, ?, ?, ?, ?)"
        self.key = _row(self.execute(sql, (self.project, self.id, name, is_deleted, body)))

    def holds(self, holder: str, body: str = "") -> None:
        """Account for a record's references: those in ``body`` and no others. Without a body, it is gone."""
        if not self._has_secrets:
            return
        kept = self.holds_also(holder, body)
        sql = "SELECT secret FROM secret_uses WHERE stack = ? AND holder = ?"
        for (secret,) in self.execute(sql, (self.stack, holder)).fetchall():
            if secret not in kept:
                self._let_go(holder, secret)

    def holds_also(self, holder: str, body: str) -> Collection[int]:
        """Account for the references in ``body`` on top of those that the holder has; the keys of their rows."""
        kept = [self._keep(secret) for secret in references(body)]
        self.execute_many(
            "INSERT INTO secret_uses (stack, holder, secret) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(self.stack, holder, secret) for secret in kept],
        )
        return kept

    def _keep(self, secret: str) -> int:
        known = self.execute(
            "SELECT key FROM secrets WHERE stack = ? AND id = ?", (self.stack, secret)
        ).fetchone()
        if known:
            key: int = known[0]
            return key
        sealed = self._keyring.seal(self._secrets[secret])
        sql = "INSERT INTO secrets (stack, id, sealed) VALUES (?, ?, ?)"
        return _row(self.execute(sql, (self.stack, secret, sealed)))

    def _let_go(self, holder: str, secret: int) -> None:
        """Remove a reference; and the secret, when it was the last one."""
        self.execute(
            "DELETE FROM secret_uses WHERE stack = ? AND holder = ? AND secret = ?",
            (self.stack, holder, secret),
        )
        self.execute(
            "DELETE FROM secrets WHERE key = ? AND NOT EXISTS (SELECT 1 FROM secret_uses WHERE secret = key)",
            (secret,),
        )


def _row(inserted: sqlite3.Cursor) -> int:
    assert inserted.lastrowid is not None, "an insert has made a row"
    return inserted.lastrowid
