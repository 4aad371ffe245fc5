"""What is decided for one definition: keep, change, replace or make, and why."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from setpoint.model.change import Change
from setpoint.model.definition import Definition
from setpoint.model.incarnation import Incarnation
from setpoint.model.plan import Cause, StepId, When
from setpoint.model.value import Value


class Decision(msgspec.Struct):
    """The planner's answer for one address.

    ``kept`` is the living incarnation that it starts from, None when there is none worth keeping. ``sure`` is the
    change that will come about whatever the unknown values turn out to be, ``worst`` the heaviest that may.
    """

    definition: Definition
    kept: Incarnation | None = None
    sure: Change = Change.NONE
    worst: Change = Change.NONE
    possible: tuple[Change, ...] = ()
    wanted: Mapping[str, Value] = {}
    causes: tuple[Cause, ...] = ()
    waits_for: tuple[str, ...] = ()
    changed: frozenset[str] = frozenset()
    """Names of the properties that may be updated in place."""
    drops: tuple[Incarnation, ...] = ()
    """Incarnations whose things are gone, or never were: their records go when the new one starts."""
    settles: bool = False
    """An earlier plan's deed on ``kept`` is still under way."""
    takes_back: bool = False
    """``kept`` was retiring."""
    gate: StepId | None = None
    """For a composite: the step at whose breakpoint all that is done to its members waits."""
    exit: StepId | None = None
    """For a composite: the step at whose breakpoint it stands before it lands."""
    release: StepId | None = None
    """The step in which ``kept``, which stays, lets go of what goes; filled in when steps are made."""
    retires: When | None = None
    """Where a guard decides whether ``kept`` is replaced: how it must answer; filled in when steps are made."""
    delete_first: bool = False
    expands: bool = False
    """A composite whose shape is not known yet."""
    records: bool = False
    """Something that costs no call differs: metadata, policies, the shape of a composite."""
    landing: tuple[StepId, ...] = ()
    """The steps after which others may use it; filled in when steps are made."""

    @property
    def is_first(self) -> bool:
        """Whether it is made here, be it that an earlier plan has begun to."""
        return self.kept is None or self.kept.was_never_complete

    @property
    def makes_new(self) -> bool:
        """Whether a new incarnation certainly comes about."""
        return self.kept is None or self.sure is Change.REPLACE

    @property
    def may_make_new(self) -> bool:
        """Whether a new incarnation comes about, or may."""
        return self.kept is None or self.worst is Change.REPLACE

    @property
    def is_guarded(self) -> bool:
        """Whether what to do hangs on values that are not known yet."""
        return self.kept is not None and self.sure is not self.worst
