"""The durable record of a plan's steps: what was intended, accepted, finished or failed."""

from __future__ import annotations

import enum

import msgspec

from setpoint.model.plan import PlanId, StepId
from setpoint.model.value import Plain


class Mark(enum.StrEnum):
    """The kinds of record. A step's history is Started, Accepted*, then one of the last three; or only Skipped."""

    STARTED = "started"
    """Intent: the deed may have been done from here on."""
    ACCEPTED = "accepted"
    """The cloud took it; ``note`` holds physical_id and cursor."""
    FINISHED = "finished"
    SKIPPED = "skipped"
    """Its guard chose otherwise."""
    FAILED = "failed"


LANDED = frozenset({Mark.FINISHED, Mark.SKIPPED})
"""The marks of a step that is over and has not failed."""


class Entry(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One record. ``at`` is seconds since the epoch."""

    plan: PlanId
    step: StepId
    mark: Mark
    note: Plain = None
    at: float = 0


NEXT: dict[Mark | None, frozenset[Mark]] = {
    None: frozenset({Mark.STARTED, Mark.SKIPPED}),
    Mark.STARTED: frozenset({Mark.ACCEPTED, Mark.FINISHED, Mark.FAILED}),
    Mark.ACCEPTED: frozenset({Mark.ACCEPTED, Mark.FINISHED, Mark.FAILED}),
    Mark.FINISHED: frozenset(),
    Mark.SKIPPED: frozenset(),
    Mark.FAILED: frozenset(),
}
"""Which record may follow which: any other history is impossible and is refused."""


def next_mark(last: Mark | None, new: Mark) -> Mark:
    """``new``, when it may follow ``last``. Raises AssertionError for a history that cannot be: that is a bug."""
    assert new in NEXT[last], f"journal: {new} cannot follow {last}"
    return new
