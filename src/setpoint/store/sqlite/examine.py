"""Examining what is recorded: damage that should never be, and what a crash left behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from setpoint.model.errors import InvalidInput
from setpoint.model.event import Event
from setpoint.model.incarnation import Incarnation
from setpoint.model.plan import Plan
from setpoint.model.request import Request
from setpoint.model.software import SoftwareConfig, SoftwareDeployment
from setpoint.model.stack import Adjustment, Revision, Stack
from setpoint.store.codec import decode
from setpoint.store.findings import Finding, damage
from setpoint.store.locks import Locks
from setpoint.store.records import Snapshot
from setpoint.store.secrets import Keyring
from setpoint.store.sqlite.accounts import account_findings, beside_findings
from setpoint.store.sqlite.journals import journal_findings
from setpoint.store.sqlite.reading import Reader
from setpoint.store.sqlite.unfinished import unfinished_findings
from setpoint.store.sqlite.writer import Transaction, Writer

_KINDS: dict[str, type[msgspec.Struct]] = {
    "stacks": Stack,
    "revisions": Revision,
    "incarnations": Incarnation,
    "adjustments": Adjustment,
    "plans": Plan,
    "events": Event,
    "requests": Request,
    "snapshots": Snapshot,
    "software_configs": SoftwareConfig,
    "software_deployments": SoftwareDeployment,
}


def record_findings(reader: Reader, writer: Writer, keyring: Keyring, locks: Locks) -> Iterator[Finding]:
    """Everything that is wrong in the database. Others may write to it meanwhile."""
    checks: tuple[Callable[[], list[Finding]], ...] = (
        partial(_integrity, reader),
        partial(_orphans, reader, writer),
        partial(_illegible, reader),
        partial(journal_findings, reader),
        partial(account_findings, reader, writer, keyring),
        partial(beside_findings, reader, keyring),
        partial(unfinished_findings, reader, locks),
    )
    for check in checks:
        try:
            yield from check()
        except InvalidInput as refused:
            yield from map(Finding, refused.diagnostics)


def is_legible(kind: type[msgspec.Struct], body: str) -> bool:
    """Whether a record can be read; its secrets are looked at elsewhere."""
    try:
        decode(kind, body, lambda _: b"null")
    except msgspec.DecodeError:
        return False
    return True


def _integrity(reader: Reader) -> list[Finding]:
    advice = "put back a copy, or rescue what can be read with `sqlite3 setpoint.db .recover`"
    lines = [line for (line,) in reader.rows("PRAGMA integrity_check(20)") if line != "ok"]
    return [Finding(damage("the database is damaged", line, advice=advice)) for line in lines]


def _orphans(reader: Reader, writer: Writer) -> list[Finding]:
    counts = Counter(table for table, *_ in reader.rows("PRAGMA foreign_key_check"))
    counts.pop("secret_uses", 0)  # accounts are balanced elsewhere
    return [
        Finding(
            damage(f"rows of {table} whose parent is missing: {count}", advice="repair removes them"),
            partial(writer.run, partial(_remove_orphans, table)),
        )
        for table, count in counts.items()
    ]


def _remove_orphans(table: str, transaction: Transaction) -> None:
    execute = transaction.connection.execute
    for _, row, *_ in execute(f"PRAGMA foreign_key_check({table})").fetchall():
        execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608 - a table of our own


def _illegible(reader: Reader) -> list[Finding]:
    return [
        Finding(damage(f"a record in {table} cannot be read", f"row {row} of that table"))
        for table, kind in _KINDS.items()
        for row, body in reader.rows(f"SELECT rowid, body FROM {table}")  # noqa: S608 - a table of our own
        if not is_legible(kind, body)
    ]
