"""What each write of a batch does, but for those that come by the hundreds (``bulk``): one function a verb.

Each encodes what it is given at once, in the caller (so that a later change of the value changes nothing, and a bug
shows where it was made), and answers a function that the writer calls within the transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict
from setpoint.model.plan import Plan
from setpoint.model.request import Request
from setpoint.model.stack import Adjustment, Revision, Stack
from setpoint.store.records import Snapshot
from setpoint.store.sealed import sealed
from setpoint.store.sqlite.bulk import Encode
from setpoint.store.sqlite.target import Target

Apply = Callable[[Target], object]

MOVES = frozenset({"put_revision", "put", "drop", "adjust", "unadjust", "forget_stack"})
"""Verbs that move the stack's sequence on."""

DRIVES = frozenset({"put", "drop", "journal"})
"""Verbs that only the stack's driver may use, under its lease; or whoever makes the stack, in the same batch."""


def put_stack(stack: Stack, encode: Encode) -> Apply:
    """Insert or replace the stack's row; epoch and sequence stay the store's."""
    body = encode(msgspec.structs.replace(stack, sequence=0))

    def apply(to: Target) -> None:
        assert (stack.id, stack.project) == (to.id, to.project), "a batch writes one stack of its own project"
        is_deleted = bool(stack.deleted_at)
        if not is_deleted:
            _refuse_name_in_use(stack, to)
        if to.key is None:
            to.insert_stack(stack.name, body, is_deleted=is_deleted)
        else:
            if stack.sinks:
                to.execute(_BEGIN_TO_PUBLISH, (to.key,))
            to.execute(
                "UPDATE stacks SET name = ?, is_deleted = ?, body = ? WHERE key = ?",
                (stack.name, is_deleted, body, to.key),
            )
        to.holds("stack", body)

    return apply


_BEGIN_TO_PUBLISH = """
    UPDATE stacks SET published = (SELECT coalesce(max(number), 0) FROM events WHERE stack = stacks.key)
    WHERE key = ? AND coalesce(json_array_length(body, '$.sinks'), 0) = 0
"""
"""Of a stack that had no sinks, they are sent what happens from now on."""


def published(number: int, _encode: Encode) -> Apply:
    """Remember up to which event all have left for the stack's sinks."""
    return lambda to: to.execute("UPDATE stacks SET published = ? WHERE key = ?", (number, to.stack))


def put_revision(revision: Revision, encode: Encode) -> Apply:
    """Insert a revision; its number must be new."""
    body = encode(sealed(revision))

    def apply(to: Target) -> None:
        sql = "INSERT INTO revisions (stack, number, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        if not to.execute(sql, (to.stack, revision.number, body)).rowcount:
            raise Conflict(
                Diagnostic(
                    f"revision {revision.number} of the stack is there already",
                    detail="somebody else has changed the stack meanwhile",
                    advice="look at it again, and repeat the change",
                )
            )
        to.holds(f"revisions/{revision.number}", body)

    return apply


def put_plan(plan: Plan, encode: Encode) -> Apply:
    """Insert a plan."""
    body = encode(plan)

    def apply(to: Target) -> None:
        to.execute(
            "INSERT INTO plans (stack, id, parent, body) VALUES (?, ?, ?, ?)",
            (to.stack, plan.id, plan.parent, body),
        )
        to.holds(f"plans/{plan.id}", body)

    return apply


def adjust(adjustment: Adjustment, encode: Encode) -> Apply:
    """Insert or replace an adjustment."""
    body = encode(adjustment)

    def apply(to: Target) -> None:
        to.execute(
            "INSERT INTO adjustments (stack, address, property, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET body = excluded.body",
            (to.stack, adjustment.address, adjustment.property, body),
        )
        to.holds(_adjustment_holder(adjustment), body)

    return apply


def unadjust(adjustment: Adjustment, _encode: Encode) -> Apply:
    """Remove an adjustment."""

    def apply(to: Target) -> None:
        to.execute(
            "DELETE FROM adjustments WHERE stack = ? AND address = ? AND property = ?",
            (to.stack, adjustment.address, adjustment.property),
        )
        to.holds(_adjustment_holder(adjustment))

    return apply


def ask(request: Request, encode: Encode) -> Apply:
    """Append a request."""
    body = encode(request)

    def apply(to: Target) -> None:
        assert request.stack == to.id, "a batch writes one stack"
        number = to.execute("INSERT INTO requests (stack, body) VALUES (?, ?)", (to.stack, body)).lastrowid
        to.holds(f"requests/{number}", body)

    return apply


def answered(number: int, _encode: Encode) -> Apply:
    """Remove a request; what came of it is in the events."""

    def apply(to: Target) -> None:
        to.execute("DELETE FROM requests WHERE stack = ? AND number = ?", (to.stack, number))
        to.holds(f"requests/{number}")

    return apply


def put_snapshot(snapshot: Snapshot, encode: Encode) -> Apply:
    """Insert or replace a snapshot."""
    body = encode(snapshot)

    def apply(to: Target) -> None:
        assert snapshot.stack == to.id, "a batch writes one stack"
        to.execute(
            "INSERT INTO snapshots (stack, id, body) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET body = excluded.body",
            (to.stack, snapshot.id, body),
        )
        to.holds(f"snapshots/{snapshot.id}", body)

    return apply


def drop_snapshot(snapshot: str, _encode: Encode) -> Apply:
    """Remove a snapshot."""

    def apply(to: Target) -> None:
        to.execute("DELETE FROM snapshots WHERE stack = ? AND id = ?", (to.stack, snapshot))
        to.holds(f"snapshots/{snapshot}")

    return apply


def forget_stack(_: None, _encode: Encode) -> Apply:
    """Remove all but the stack's row and its events, and the secrets to which its row does not refer."""

    def apply(to: Target) -> None:
        for table in ("revisions", "incarnations", "adjustments", "plans", "requests", "snapshots"):
            to.execute(f"DELETE FROM {table} WHERE stack = ?", (to.stack,))  # noqa: S608 - names of our own
        to.execute("DELETE FROM secret_uses WHERE stack = ? AND holder <> 'stack'", (to.stack,))
        to.execute(
            "DELETE FROM secrets WHERE stack = ? AND NOT EXISTS (SELECT 1 FROM secret_uses WHERE secret = key)",
            (to.stack,),
        )

    return apply


VERBS: dict[str, Callable[[Any, Encode], Apply]] = {
    verb.__name__: verb
    for verb in (
        put_stack,
        published,
        put_revision,
        put_plan,
        adjust,
        unadjust,
        ask,
        answered,
        put_snapshot,
        drop_snapshot,
        forget_stack,
    )
}


def _refuse_name_in_use(stack: Stack, to: Target) -> None:
    sql = "SELECT 1 FROM stacks WHERE project = ? AND name = ? AND NOT is_deleted AND id <> ?"
    if to.execute(sql, (to.project, stack.name, stack.id)).fetchone():
        raise Conflict(
            Diagnostic(
                f"there is a stack {stack.name} already",
                text=stack.name,
                advice="choose another name, or change the stack that has it",
            )
        )


def _adjustment_holder(adjustment: Adjustment) -> str:
    return f"adjustments/{adjustment.address}/{adjustment.property}"
