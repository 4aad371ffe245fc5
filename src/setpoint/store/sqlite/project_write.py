"""A batch of what belongs to a project and to no stack, as work for the writer; and what each of its writes does.

As in ``verbs``, what is given is encoded at once, in the caller. It is sealed within the transaction: a key may only be
used while nobody exchanges it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from setpoint.model.credential import CredentialIntent
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, NotFound
from setpoint.model.software import SoftwareConfig, SoftwareDeployment
from setpoint.model.stack import ProjectId
from setpoint.store.beside import part
from setpoint.store.records import ProjectBatch
from setpoint.store.secrets import Keyring
from setpoint.store.sqlite.writer import Transaction


class ProjectWrite:
    """A batch, encoded when it is made and applied when it is called."""

    def __init__(self, project: ProjectId, batch: ProjectBatch, keyring: Keyring) -> None:
        """Encode ``batch``. Raises AssertionError where it holds something Unknown."""
        self._project = project
        self._keyring = keyring
        self._applies = [VERBS[verb](what) for verb, what in batch.writes]

    def __call__(self, transaction: Transaction) -> None:
        """Apply it. Raises NotFound and Conflict."""
        shelf = Shelf(transaction.connection, self._project, self._keyring)
        for apply in self._applies:
            apply(shelf)


class Shelf:
    """What one project has beside its stacks, within one transaction."""

    def __init__(self, connection: sqlite3.Connection, project: ProjectId, keyring: Keyring) -> None:
        """Write through ``connection``."""
        self.project = project
        self.execute = connection.execute
        self._keyring = keyring

    def seal(self, secrets: bytes) -> bytes | None:
        """The secrets of a record, encrypted; None where there are none."""
        return self._keyring.seal(secrets) if secrets else None

    def key(self, config: str) -> int:
        """The key of a configuration's row. Raises NotFound."""
        sql = "SELECT key FROM software_configs WHERE project = ? AND id = ?"
        found = self.execute(sql, (self.project, config)).fetchone()
        if found is None:
            raise NotFound(f"there is no software configuration {config}")
        return int(found[0])


Apply = Callable[[Shelf], object]


def put_config(config: SoftwareConfig) -> Apply:
    """Insert a configuration."""
    body, secrets = part(config)

    def apply(to: Shelf) -> None:
        to.execute(
            "INSERT INTO software_configs (project, id, body, sealed) VALUES (?, ?, ?, ?)",
            (to.project, config.id, body, to.seal(secrets)),
        )

    return apply


def drop_config(config: str) -> Apply:
    """Remove a configuration that is not deployed."""

    def apply(to: Shelf) -> None:
        key = to.key(config)
        if to.execute("SELECT 1 FROM software_deployments WHERE config = ?", (key,)).fetchone():
            raise Conflict(
                Diagnostic(
                    f"software configuration {config} is deployed",
                    advice="remove its deployments first",
                )
            )
        to.execute("DELETE FROM software_configs WHERE key = ?", (key,))

    return apply


def put_deployment(deployment: SoftwareDeployment) -> Apply:
    """Insert a deployment."""
    body, secrets = part(deployment)

    def apply(to: Shelf) -> None:
        to.execute(
            "INSERT INTO software_deployments (project, id, config, server, body, sealed)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (to.project, deployment.id, _config(deployment, to), deployment.server, body, to.seal(secrets)),
        )

    return apply


def change_deployment(change: tuple[SoftwareDeployment, SoftwareDeployment]) -> Apply:
    """Replace a deployment that nobody has changed since it was read: bodies differ, as each has its own time."""
    before, after = change
    assert (before.id, before.server) == (after.id, after.server), "it stays itself"
    assert before.updated_at < after.updated_at, "it is a later one"
    old, _ = part(before)
    body, secrets = part(after)

    def apply(to: Shelf) -> None:
        sql = "SELECT key, body FROM software_deployments WHERE project = ? AND id = ?"
        found = to.execute(sql, (to.project, after.id)).fetchone()
        if found is None:
            raise _no_deployment(after.id)
        key, there = found
        if there != old:
            raise Conflict(f"software deployment {after.id} was changed meanwhile")
        to.execute(
            "UPDATE software_deployments SET config = ?, body = ?, sealed = ? WHERE key = ?",
            (_config(after, to), body, to.seal(secrets), key),
        )

    return apply


def drop_deployment(deployment: str) -> Apply:
    """Remove a deployment."""

    def apply(to: Shelf) -> None:
        sql = "DELETE FROM software_deployments WHERE project = ? AND id = ?"
        if not to.execute(sql, (to.project, deployment)).rowcount:
            raise _no_deployment(deployment)

    return apply


def put_intent(intent: CredentialIntent) -> Apply:
    """Insert the intent to have a credential made."""
    body, _no_secrets = part(intent)

    def apply(to: Shelf) -> None:
        assert intent.project == to.project, "a batch writes what is of its own project"
        to.execute(
            "INSERT INTO credential_intents (project, token, body) VALUES (?, ?, ?)",
            (to.project, intent.token, body),
        )

    return apply


def drop_intent(token: str) -> Apply:
    """Remove an intent, if it is there."""

    def apply(to: Shelf) -> None:
        to.execute("DELETE FROM credential_intents WHERE project = ? AND token = ?", (to.project, token))

    return apply


VERBS: dict[str, Callable[[Any], Apply]] = {
    verb.__name__: verb
    for verb in (
        put_config,
        drop_config,
        put_deployment,
        change_deployment,
        drop_deployment,
        put_intent,
        drop_intent,
    )
}


def _config(deployment: SoftwareDeployment, to: Shelf) -> int | None:
    return None if deployment.stack else to.key(deployment.config)


def _no_deployment(deployment: str) -> NotFound:
    return NotFound(f"there is no software deployment {deployment}")
