"""A plan: an immutable set of steps with needs, towards a revision, from a recorded state that it names."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import NewType

import msgspec

from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.incarnation import Action, IncarnationId
from setpoint.model.stack import StackId
from setpoint.model.value import Plain, Value

PlanId = NewType("PlanId", str)
"""A UUID."""

StepId = NewType("StepId", int)
"""Number of a step within its plan, from 0."""


class Deed(enum.StrEnum):
    """What a step does."""

    CREATE = "create"
    UPDATE = "update"
    LET_GO = "let go"
    """Change in place so far that something else can be deleted; an UPDATE later takes hold of what replaces it."""
    DELETE = "delete"
    FORGET = "forget"
    """Leave the thing alone and drop it from the record (deletion policy Retain, external ids)."""
    SETTLE = "settle"
    """Wait for what an earlier plan set off."""
    RECORD = "record"
    """Write down what costs no call: metadata, policies, needs, the landing of a composite."""
    GUARD = "guard"
    """Evaluate what was unknown; its answer (a Change) chooses among the steps that name it in ``when``."""
    EXPAND = "expand"
    """Plan a subtree whose shape was unknown; its steps are journalled as a child plan."""
    HOLD = "hold"
    """Stand at a breakpoint of a composite, before all its members or after them."""
    PAUSE = "pause"
    """Let time pass between two batches of a group."""
    ADOPT = "adopt"
    CHECK = "check"
    SUSPEND = "suspend"
    RESUME = "resume"
    SNAPSHOT = "snapshot"
    RESTORE = "restore"


class Cause(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Why a step is in the plan. Values are as shown (masked), for people and for JSON; never for carrying out.

    ``property`` is empty for causes that are no property (``new``, ``removed``, ``unhealthy: ...``); ``upstream``
    names the resource whose replacement makes this property change.
    """

    why: str
    property: str = ""
    old: Plain = None
    new: Plain = None
    cost: Change = Change.NONE
    upstream: str = ""
    certain: bool = True


GONE = Cause("it is gone")
"""Of a step that forgets the record of a thing that does not exist any more."""

NEVER_MADE = Cause("it was never made")
"""The same, where the create was refused."""


class When(msgspec.Struct, frozen=True, gc=False):
    """Carry the step out only if guard ``guard`` answered one of ``outcomes``; else it lands as skipped."""

    guard: StepId
    outcomes: tuple[Change, ...]


class Step(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One deed on one incarnation, when all its needs have landed.

    The executor evaluates the definition's properties when the needs have landed, for by then all is known.
    ``waits_for`` says what cannot be known yet, and because of what.
    """

    id: StepId
    deed: Deed
    address: Address
    type: str
    incarnation: IncarnationId
    needs: tuple[StepId, ...] = ()
    when: When | None = None
    causes: tuple[Cause, ...] = ()
    waits_for: tuple[str, ...] = ()
    replaces: IncarnationId | None = None
    """For a CREATE: the incarnation that retires when this one lands."""
    drops: tuple[IncarnationId, ...] = ()
    """Records that go when this step starts, because their things are known to be gone or never to have been."""
    lets_go: tuple[IncarnationId, ...] = ()
    """For a LET_GO: what it must not keep from being deleted."""
    delete_first: bool = False
    composite: bool = False
    hooks: tuple[str, ...] = ()
    """Breakpoints at which it stops until the hook is cleared: ``pre-create``, ``post-create``, ..."""
    seconds: float = 0
    """For a PAUSE: how long."""
    least: Change = Change.NONE
    """For a GUARD: the change that comes about whatever the values turn out to be."""
    depends: tuple[Address, ...] = ()
    """For CREATE, UPDATE, RECORD: the addresses whose current incarnations it will be recorded to need."""
    alias: str = ""
    """What the template calls the type, where that is a name of the environment's own."""

    @property
    def written_type(self) -> str:
        """The type as the template has it: what people are shown."""
        return self.alias or self.type


class Unchanged(msgspec.Struct, frozen=True, gc=False):
    """A resource that the plan leaves as it is (shown, and counted, but no step)."""

    address: Address
    type: str


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """What will be done, in full, before anything is done.

    It is stale when the stack's ``sequence`` has moved on from ``made_at``. ``shapes`` records which members each
    composite was decided to have, so that a later process composes the same ones. ``action`` is Heat's word for it.
    """

    id: PlanId
    stack: StackId
    action: Action
    revision: int
    parent_revision: int
    made_at: int
    steps: tuple[Step, ...] = ()
    unchanged: tuple[Unchanged, ...] = ()
    shapes: Mapping[Address, Plain] = {}
    timeouts: Mapping[Address, float] = {}
    """Seconds within which nested stacks must land, from when what they wait for has landed."""
    diagnostics: tuple[Diagnostic, ...] = ()
    parent: PlanId | None = None
    """For the child plan of an EXPAND step: the plan that holds it."""
    parent_step: StepId | None = None
    relies_on: Mapping[IncarnationId, Value] = {}
    """Observed facts that were used: rechecked before a step that relies on them."""

    @property
    def is_empty(self) -> bool:
        """Whether carrying it out would change nothing."""
        return not self.steps

    @property
    def destroys(self) -> tuple[Step, ...]:
        """The steps that need consent: they delete, or may replace, something that exists."""
        return tuple(step for step in self.steps if step.deed is Deed.DELETE)
