"""Examining stacks: work that nobody is doing any more, and references to revisions and plans that are not there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import msgspec

from setpoint.model.diagnostic import Diagnostic
from setpoint.model.incarnation import Incarnation, Phase, Status
from setpoint.model.stack import Stack
from setpoint.store.codec import decode
from setpoint.store.findings import Finding, damage, leftover
from setpoint.store.locks import Locks
from setpoint.store.sqlite.reading import Reader


def unfinished_findings(reader: Reader, locks: Locks) -> list[Finding]:
    """What is unfinished or dangling in any living stack."""
    rows = reader.rows("SELECT key, epoch, body FROM stacks WHERE NOT is_deleted ORDER BY key")
    return [Finding(one) for key, epoch, body in rows for one in _of_stack(reader, locks, key, epoch, body)]


def _of_stack(reader: Reader, locks: Locks, key: int, epoch: int, body: str) -> Iterator[Diagnostic]:
    with contextlib.suppress(msgspec.DecodeError, msgspec.ValidationError):  # told already
        stack = decode(Stack, body, _hidden)
        yield from _dangling(reader, key, stack)
        if locks.is_taken(stack.id) or not _is_still(reader, key, epoch, body):
            return  # somebody is at it
        if stack.status is Status.IN_PROGRESS:
            yield leftover(
                f"stack {stack.name} is {stack.action} {stack.status}, and no process is at it",
                "its process was killed",
                advice="`setpoint up` or `setpoint down` carries on",
            )
        elif stack.plan and stack.status is Status.FAILED:
            yield leftover(
                f"stack {stack.name} was cancelled, and nobody sees to what was under way then",
                advice="`setpoint up` or `setpoint down` finds out how it came out",
            )
        if not stack.plan:
            yield from _half_made(reader, key, stack)


def _dangling(reader: Reader, key: int, stack: Stack) -> Iterator[Diagnostic]:
    for number in sorted({stack.revision, stack.good_revision} - {0}):
        if not reader.rows("SELECT 1 FROM revisions WHERE stack = ? AND number = ?", (key, number)):
            yield damage(f"stack {stack.name} is at revision {number}, which is missing")
    if stack.plan and not reader.rows("SELECT 1 FROM plans WHERE stack = ? AND id = ?", (key, stack.plan)):
        yield damage(f"stack {stack.name} carries out plan {stack.plan}, which is missing")


def _is_still(reader: Reader, key: int, epoch: int, body: str) -> bool:
    """Whether nobody took the stack since we read it: then nobody had it when we looked at its lock."""
    return reader.rows("SELECT epoch, body FROM stacks WHERE key = ?", (key,)) == [(epoch, body)]


def _half_made(reader: Reader, key: int, stack: Stack) -> Iterator[Diagnostic]:
    for (body,) in reader.rows("SELECT body FROM incarnations WHERE stack = ? ORDER BY key", (key,)):
        one = decode(Incarnation, body, _hidden)
        if one.phase is Phase.HALF_MADE and one.status is not Status.FAILED:
            yield leftover(
                f"resource {one.address} of stack {stack.name} is half made, and no plan is running",
                f"it may be on the cloud, with the token {one.id}",
                advice="`setpoint up` finds it and carries on",
                address=one.address,
            )


def _hidden(_secret: str) -> bytes:
    return b"null"
