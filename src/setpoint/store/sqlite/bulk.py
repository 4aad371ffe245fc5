"""The writes that come by the hundreds - of the journal, of incarnations, of events -, made a table at a time.

A batch of the executor has some of each of them for every step. Made one by one they take more than twice as long. Each
would look up again what they have in common, and each is a statement: SQLite gives way to other threads of Python with
every statement, and the one that runs the plan is mostly busy.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache
from itertools import chain, islice
from typing import Any

import msgspec

from setpoint.model.event import Event
from setpoint.model.incarnation import Incarnation, IncarnationId
from setpoint.model.journal import Entry, Mark, next_mark
from setpoint.model.plan import PlanId, StepId
from setpoint.model.value import Value, masked
from setpoint.store.sqlite.target import Target

Encode = Callable[[Value], str]

_SIZES = (64, 8, 1)
"""How many rows a statement is for. As there are few sizes, there are few statements, and each is prepared once."""


class JournalRows:
    """Entries to be appended, if that makes possible histories."""

    def __init__(self) -> None:
        """Begin with none."""
        self._entries: dict[PlanId, list[tuple[Entry, str | None]]] = {}

    def journal(self, entry: Entry, encode: Encode) -> None:
        """Take one more."""
        note = None if entry.note is None else encode(entry.note)
        self._entries.setdefault(entry.plan, []).append((entry, note))

    def __call__(self, to: Target) -> None:
        """Append them. Raises AssertionError for a history that cannot be."""
        for plan, entries in self._entries.items():
            key = _key_of(plan, to)
            last = _last_marks(key, dict.fromkeys(entry.step for entry, _ in entries), to)
            for entry, _ in entries:
                last[entry.step] = next_mark(last.get(entry.step), entry.mark)
            _execute(
                to,
                "INSERT INTO journal (plan, step, mark, note, at) VALUES {(?, ?, ?, ?, ?)}",
                [(key, entry.step, entry.mark.value, note, entry.at) for entry, note in entries],
            )
            for _, note in entries:
                if note is not None:
                    to.holds_also(f"journal/{plan}", note)


def _key_of(plan: PlanId, to: Target) -> int:
    found = to.execute("SELECT key FROM plans WHERE stack = ? AND id = ?", (to.stack, plan)).fetchone()
    assert found, f"journal of an unknown plan: {plan}"
    key: int = found[0]
    return key


def _last_marks(plan: int, steps: Iterable[StepId], to: Target) -> dict[StepId, Mark]:
    """The newest mark of each of those ``steps`` that have one."""
    last: dict[StepId, Mark] = {}
    sql = "SELECT step, mark FROM journal WHERE plan = ? AND step IN ({?}) ORDER BY key"
    for step, mark in _execute(to, sql, [(step,) for step in steps], (plan,)):
        last[step] = Mark(mark)
    return last


class IncarnationRows:
    """Incarnations to be inserted, replaced or removed; of each, what was asked for last."""

    def __init__(self) -> None:
        """Begin with none."""
        self._gone: dict[IncarnationId, None] = {}
        self._bodies: dict[IncarnationId, str] = {}

    def put(self, incarnation: Incarnation, encode: Encode) -> None:
        """Insert or replace an incarnation, which keeps its place in the order."""
        self._bodies[incarnation.id] = encode(incarnation)

    def drop(self, incarnation: IncarnationId, _encode: Encode) -> None:
        """Remove an incarnation; one that is put once more comes last in the order."""
        self._bodies.pop(incarnation, None)
        self._gone[incarnation] = None

    def __call__(self, to: Target) -> None:
        """Remove, then insert and replace."""
        stack = to.stack
        _execute(
            to,
            "DELETE FROM incarnations WHERE stack = ? AND id IN ({?})",
            [(one,) for one in self._gone],
            (stack,),
        )
        _execute(
            to,
            "INSERT INTO incarnations (stack, id, body) VALUES {(?, ?, ?)}"
            " ON CONFLICT DO UPDATE SET body = excluded.body",
            [(stack, one, body) for one, body in self._bodies.items()],
        )
        for one in self._gone:
            to.holds(f"incarnations/{one}")
        for one, body in self._bodies.items():
            to.holds(f"incarnations/{one}", body)


class EventRows:
    """Events to be appended."""

    def __init__(self) -> None:
        """Begin with none."""
        self._bodies: list[str] = []
        self._stacks: set[str] = set()

    def log(self, event: Event, encode: Encode) -> None:
        """Take one more. Its details are masked here once more: an event is read by many."""
        if event.details:
            event = msgspec.structs.replace(event, details=masked(event.details))
        self._bodies.append(encode(event))
        self._stacks.add(event.stack)

    def __call__(self, to: Target) -> None:
        """Append them."""
        assert self._stacks == {to.id}, "a batch writes one stack"
        _execute(
            to,
            "INSERT INTO events (project, stack, body) VALUES {(?, ?, ?)}",
            [(to.project, to.stack, body) for body in self._bodies],
        )
        if to.most_events:
            ((last,),) = to.execute("SELECT last_insert_rowid()")
            if last // PURGE != (last - len(self._bodies)) // PURGE:
                to.execute(_PURGE, (to.stack, to.stack, to.most_events))


PURGE = 200
"""After so many events that were written, of whatever stack, it is looked whether the last one's has too many."""

_PURGE = """
    DELETE FROM events WHERE stack = ? AND number <= (
        SELECT number FROM events WHERE stack = ? ORDER BY number DESC LIMIT 1 OFFSET ?
    )
"""

Rows = JournalRows | IncarnationRows | EventRows

ROWS: dict[str, type[Rows]] = {
    "journal": JournalRows,
    "put": IncarnationRows,
    "drop": IncarnationRows,
    "log": EventRows,
}
"""What gathers the writes of a verb, by a method of that name."""


def _execute(
    to: Target, sql: str, rows: Collection[tuple[Any, ...]], before: tuple[Any, ...] = ()
) -> list[tuple[Any, ...]]:
    """Execute ``sql``, in which braces are around what is repeated for each of ``rows``; all answers.

    ``before`` are the values of what stands before the braces.
    """
    answers: list[tuple[Any, ...]] = []
    remaining, left = iter(rows), len(rows)
    for size in _SIZES:
        for _ in range(left // size):
            values = chain.from_iterable(islice(remaining, size))
            answers += to.execute(_repeated(sql, size), (*before, *values))
        left %= size
    return answers


@cache
def _repeated(sql: str, times: int) -> str:
    start, _, rest = sql.partition("{")
    repeated, _, end = rest.partition("}")
    return f"{start}{', '.join([repeated] * times)}{end}"
