"""A step under way: what it works on, and what it will call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from setpoint.clouds.driver import Driver, Subject, Want
from setpoint.engine.executor.progress import Key
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import SetpointError
from setpoint.model.incarnation import Incarnation
from setpoint.model.observation import Done, Gone, Ready
from setpoint.model.plan import Step
from setpoint.model.value import Value

Call = Callable[["Task"], Awaitable[Any]]
"""Does the deed; gives an Outcome, or an Observation for deeds that only look."""

Landed = Done | Ready | Gone
"""What a finished deed left behind."""


class DeedFailed(SetpointError):
    """A step cannot be carried out; known before, or learnt from the cloud."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        """Carry why."""
        self.diagnostic = diagnostic
        super().__init__(str(diagnostic))


class Task(msgspec.Struct):
    """One step under way on a cloud.

    ``wanted`` are the evaluated properties in normal form (what will be recorded), ``want`` what the driver is told.
    ``is_uncertain`` once the deed may have been done without our knowing: a create then looks before it makes, and goes
    on looking while it may still be done: for ``lateness`` seconds after ``unanswered_at`` (since the epoch).
    """

    key: Key
    step: Step
    one: Incarnation
    driver: Driver
    cloud: str
    call: Call | None = None
    around: Call | None = None
    """What calls it instead, where more is to be done before and after."""
    wanted: Mapping[str, Value] = {}
    want: Want | None = None
    mutexes: frozenset[str] = frozenset()
    is_uncertain: bool = False
    unanswered_at: float = 0
    lateness: float = 0
    tried: dict[str, int] = {}
    """How often it was refused or lost, by the kind of that."""
    trouble: str = ""
    """Why it was tried in vain the last time."""
    saved: Any = None

    def subject(self) -> Subject:
        """How the driver is told of it."""
        properties = self.want.properties if self.want else {}
        one = self.one
        return Subject(
            one.physical_id,
            one.id,
            properties,
            one.cursor,
            one.attributes,
            one.accepted_at,
            one.keys,
            self.want,
        )
