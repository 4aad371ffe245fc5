"""Examining who refers to which secret: what the records say, against what the store has accounted for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.store.beside import is_whole
from setpoint.store.codec import references
from setpoint.store.findings import Finding, damage, leftover
from setpoint.store.secrets import Keyring
from setpoint.store.sqlite.reading import Reader
from setpoint.store.sqlite.sealed import BESIDE
from setpoint.store.sqlite.writer import Transaction, Writer

Use = tuple[int, str, str]
"""Stack key, holder, id of the secret."""

_BODIES = """
    SELECT key, 'stack', body FROM stacks
    UNION ALL SELECT stack, 'revisions/' || number, body FROM revisions
    UNION ALL SELECT stack, 'incarnations/' || id, body FROM incarnations
    UNION ALL SELECT stack, 'adjustments/' || address || '/' || property, body FROM adjustments
    UNION ALL SELECT stack, 'plans/' || id, body FROM plans
    UNION ALL SELECT stack, 'requests/' || number, body FROM requests
    UNION ALL SELECT stack, 'snapshots/' || id, body FROM snapshots
    UNION ALL SELECT plans.stack, 'journal/' || plans.id, note
      FROM journal JOIN plans ON plans.key = journal.plan WHERE note IS NOT NULL
"""

_USES = """
    SELECT secret_uses.stack, holder, coalesce(secrets.id, '#' || secret) FROM secret_uses
    LEFT JOIN secrets ON secrets.key = secret AND secrets.stack = secret_uses.stack
"""


class Accounts(NamedTuple):
    """All references found in records, all that were accounted for, and all secrets that there are."""

    found: frozenset[Use]
    kept: frozenset[Use]
    secrets: frozenset[tuple[int, str]]

    @property
    def missing(self) -> list[Use]:
        """References to secrets that are not there."""
        return sorted(use for use in self.found if (use[0], use[2]) not in self.secrets)

    @property
    def idle(self) -> list[tuple[int, str]]:
        """Secrets to which no record refers."""
        return sorted(self.secrets - {(stack, secret) for stack, _, secret in self.found})

    @property
    def is_balanced(self) -> bool:
        """Whether what was accounted for is what was found, as far as the secrets are there."""
        return self.kept == self.found - set(self.missing)


def read_accounts(connection: sqlite3.Connection) -> Accounts:
    """Look through every record."""
    bodies = connection.execute(f"SELECT * FROM ({_BODIES}) WHERE body LIKE '%$secret%'")  # noqa: S608 - our own
    found = ((stack, holder, secret) for stack, holder, body in bodies for secret in references(body))
    return Accounts(
        frozenset(found),
        frozenset(connection.execute(_USES)),
        frozenset(connection.execute("SELECT stack, id FROM secrets")),
    )


def account_findings(reader: Reader, writer: Writer, keyring: Keyring) -> list[Finding]:
    """What is wrong with the secrets of a store."""
    with reader.snapshot() as connection:
        accounts = read_accounts(connection)
        found = [*map(Finding, _unreadable(connection, keyring))]
    mend = partial(writer.run, balance)
    for _stack, holder, secret in accounts.missing:
        found.append(Finding(damage("a secret is missing from the store", f"{holder} refers to {secret}")))
    if accounts.idle:
        summary = f"secrets to which no record refers: {len(accounts.idle)}"
        found.append(Finding(leftover(summary, advice="repair removes them"), mend))
    if not accounts.is_balanced:
        summary = "the store's accounts of who refers to which secret are wrong"
        found.append(Finding(damage(summary, advice="repair makes them anew"), mend))
    return found


def balance(transaction: Transaction) -> None:
    """Make the accounts anew from the records, and remove the secrets to which none refers."""
    connection = transaction.connection
    accounts = read_accounts(connection)
    connection.execute("DELETE FROM secret_uses")
    connection.executemany(
        "INSERT INTO secret_uses (stack, holder, secret)"
        " SELECT stack, ?, key FROM secrets WHERE stack = ? AND id = ?",
        [(holder, stack, secret) for stack, holder, secret in accounts.found],
    )
    connection.execute("DELETE FROM secrets WHERE key NOT IN (SELECT secret FROM secret_uses)")


def beside_findings(reader: Reader, keyring: Keyring) -> list[Finding]:
    """What is wrong with the secrets that stand beside their records."""
    return [
        finding
        for table in BESIDE
        for row, body, sealed in reader.rows(f"SELECT key, body, sealed FROM {table}")  # noqa: S608 - our own
        for finding in _beside(f"row {row} of {table}", body, sealed, keyring)
    ]


def _beside(where: str, body: str, sealed: bytes | None, keyring: Keyring) -> Iterator[Finding]:
    try:
        if not is_whole(body, keyring.open(sealed) if sealed else b""):
            yield Finding(damage("a secret is missing from the store", f"{where} refers to it"))
    except InvalidInput as refused:
        yield from map(Finding, refused.diagnostics)


def _unreadable(connection: sqlite3.Connection, keyring: Keyring) -> Iterator[Diagnostic]:
    for (sealed,) in connection.execute("SELECT sealed FROM secrets"):
        try:
            keyring.open(sealed)
        except InvalidInput as refused:
            yield from refused.diagnostics
