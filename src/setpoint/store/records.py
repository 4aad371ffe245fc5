"""What a store offers: reading one project's records, and writing them in batches that are durable or did not happen.

Reads are plain calls (some microseconds on SQLite). Writes are collected in a :class:`Batch` and committed as one
transaction; on the event loop, batches that queue while a commit runs share the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol, Self

import msgspec

from setpoint.model.credential import CredentialIntent
from setpoint.model.event import Event
from setpoint.model.incarnation import Incarnation, IncarnationId
from setpoint.model.journal import Entry
from setpoint.model.plan import Plan, PlanId
from setpoint.model.request import Request
from setpoint.model.software import ConfigHead, SoftwareConfig, SoftwareDeployment
from setpoint.model.stack import Adjustment, Revision, Stack, StackId
from setpoint.model.value import Value
from setpoint.store.event_page import EventPage


class Snapshot(msgspec.Struct, frozen=True, omit_defaults=True):
    """A saved state of a stack: the revision it was at, and what each driver saved, by address.

    ``plan`` is the one that takes it, or brings it back: whoever carries that on knows by it which snapshot it is for.
    """

    id: str
    stack: StackId
    name: str
    revision: int
    status: str = "IN_PROGRESS"
    reason: str = ""
    saved: dict[str, Value] = {}
    plan: str = ""
    created_at: float = 0


class Batch:
    """Writes that belong together. Applied in the order in which they were added, in one transaction.

    ``epoch`` is that of the lease under which they are made; None for writes that need no lease (requests, a new
    stack). A batch that touches incarnations, adjustments or revisions moves the stack's ``sequence`` on by one.
    """

    def __init__(self, stack: StackId, epoch: int | None = None) -> None:
        """Start an empty batch for one stack."""
        self.stack = stack
        self.epoch = epoch
        self.writes: list[tuple[str, object]] = []

    def _add(self, verb: str, what: object) -> Self:
        self.writes.append((verb, what))
        return self

    def put_stack(self, stack: Stack) -> Self:
        """Insert or replace the stack's own row (its ``sequence`` is the store's: what the row says is ignored)."""
        return self._add("put_stack", stack)

    def put_revision(self, revision: Revision) -> Self:
        """Insert a revision; its number must be new."""
        return self._add("put_revision", revision)

    def put_plan(self, plan: Plan) -> Self:
        """Insert a plan; plans never change."""
        return self._add("put_plan", plan)

    def journal(self, entry: Entry) -> Self:
        """Append to a plan's journal."""
        return self._add("journal", entry)

    def put(self, incarnation: Incarnation) -> Self:
        """Insert or replace one incarnation."""
        return self._add("put", incarnation)

    def drop(self, incarnation: IncarnationId) -> Self:
        """Remove one incarnation: its thing is gone, or is no longer ours."""
        return self._add("drop", incarnation)

    def adjust(self, adjustment: Adjustment) -> Self:
        """Insert or replace the adjustment of one property of one address."""
        return self._add("adjust", adjustment)

    def unadjust(self, adjustment: Adjustment) -> Self:
        """Remove an adjustment (by address and property)."""
        return self._add("unadjust", adjustment)

    def log(self, event: Event) -> Self:
        """Append an event; the store gives it its number."""
        return self._add("log", event)

    def published(self, number: int) -> Self:
        """All events up to that number have left for the stack's sinks, or never will."""
        return self._add("published", number)

    def ask(self, request: Request) -> Self:
        """Append a request; the store gives it its number."""
        return self._add("ask", request)

    def answered(self, number: int) -> Self:
        """Mark a request as carried out, so that it is never seen again."""
        return self._add("answered", number)

    def put_snapshot(self, snapshot: Snapshot) -> Self:
        """Insert or replace a snapshot."""
        return self._add("put_snapshot", snapshot)

    def drop_snapshot(self, snapshot: str) -> Self:
        """Remove a snapshot."""
        return self._add("drop_snapshot", snapshot)

    def forget_stack(self) -> Self:
        """Remove everything of the stack but its row and its events (after a delete): revisions, plans, secrets."""
        return self._add("forget_stack", None)


class ProjectBatch:
    """As :class:`Batch`, for what belongs to the project itself and to no stack of it. It needs no lease."""

    def __init__(self) -> None:
        """Start an empty one."""
        self.writes: list[tuple[str, object]] = []

    def _add(self, verb: str, what: object) -> Self:
        self.writes.append((verb, what))
        return self

    def put_config(self, config: SoftwareConfig) -> Self:
        """Insert a software configuration; they never change."""
        return self._add("put_config", config)

    def drop_config(self, config: str) -> Self:
        """Remove a software configuration. Raises Conflict for one that is deployed, and NotFound."""
        return self._add("drop_config", config)

    def put_deployment(self, deployment: SoftwareDeployment) -> Self:
        """Insert a software deployment. Raises NotFound where its configuration is not there."""
        return self._add("put_deployment", deployment)

    def change_deployment(self, before: SoftwareDeployment, after: SoftwareDeployment) -> Self:
        """Replace a software deployment by a later one, if it is still as it was read.

        Raises Conflict where it is not, and NotFound as :meth:`put_deployment`, and where it is gone.
        """
        return self._add("change_deployment", (before, after))

    def drop_deployment(self, deployment: str) -> Self:
        """Remove a software deployment. Raises NotFound."""
        return self._add("drop_deployment", deployment)

    def put_intent(self, intent: CredentialIntent) -> Self:
        """Insert the intent to have a credential made for a stack of the project."""
        return self._add("put_intent", intent)

    def drop_intent(self, token: str) -> Self:
        """Remove an intent: its credential has ended, or was never made. It need not be there."""
        return self._add("drop_intent", token)


class Lease(Protocol):
    """The right to write a stack's records, until released or its process dies."""

    @property
    def stack(self) -> StackId:
        """Whose lease it is."""
        ...

    @property
    def epoch(self) -> int:
        """Greater than that of every earlier lease on the stack; batches carry it."""
        ...

    def release(self) -> None:
        """Let go. Safe to repeat."""
        ...


class Records(Protocol):
    """One project's records. No call can reach another project's, whatever ids it is given."""

    def stacks(self, *, deleted: bool = False) -> list[Stack]:
        """All stacks, oldest first; deleted ones too when asked."""
        ...

    def stack(self, name_or_id: str) -> Stack | None:
        """The living stack of that name or id; a deleted one by id only."""
        ...

    def stack_of(self, incarnation: str) -> Stack | None:
        """The living stack that has recorded an incarnation."""
        ...

    def revision(self, stack: StackId, number: int) -> Revision | None:
        """One revision."""
        ...

    def revisions(self, stack: StackId) -> list[Revision]:
        """All revisions, oldest first."""
        ...

    def incarnations(self, stack: StackId) -> list[Incarnation]:
        """Everything recorded of the stack's resources, oldest first, secrets readable as Sensitive."""
        ...

    def adjustments(self, stack: StackId) -> list[Adjustment]:
        """All adjustments in force."""
        ...

    def plan(self, plan: PlanId) -> Plan | None:
        """One plan."""
        ...

    def plans(self, stack: StackId) -> list[PlanId]:
        """Ids of the stack's plans, oldest first."""
        ...

    def children(self, plan: PlanId) -> list[Plan]:
        """The child plans of a plan's EXPAND steps, oldest first."""
        ...

    def entries(self, plan: PlanId) -> list[Entry]:
        """A plan's journal, in order."""
        ...

    def events(
        self, stack: StackId | None = None, *, after: int = 0, limit: int = 1000, newest: bool = False
    ) -> Sequence[Event]:
        """Events with a number above ``after``, oldest first; the last ``limit`` of them when ``newest``."""
        ...

    def event_page(self, stack: StackId, wanted: EventPage) -> Sequence[Event]:
        """Those of a stack's events that somebody wants to see, in the order in which they do."""
        ...

    def event_number(self, stack: StackId, event: str) -> int:
        """The number of the stack's event of that id; 0 where there is none (any more)."""
        ...

    def published(self, stack: StackId) -> int:
        """The number of the last event that has left for the stack's sinks."""
        ...

    def requests(self, stack: StackId) -> list[Request]:
        """Requests that were not carried out yet, oldest first."""
        ...

    def asked(self) -> list[Request]:
        """What is asked of any living stack and was not carried out yet, oldest first."""
        ...

    def snapshots(self, stack: StackId) -> list[Snapshot]:
        """All snapshots, oldest first."""
        ...

    def incarnations_of(self, types: Collection[str]) -> list[tuple[Stack, Incarnation]]:
        """Everything recorded of resources of those types, with the living stacks that they are in, oldest first.

        It looks at everything that is recorded of them.
        """
        ...

    def software_configs(self) -> list[ConfigHead]:
        """All software configurations that are no resources of stacks, newest first."""
        ...

    def software_config(self, config: str) -> SoftwareConfig | None:
        """One of them."""
        ...

    def software_deployments(self, server: str | None = None) -> list[SoftwareDeployment]:
        """All software deployments, or those on one server, oldest first."""
        ...

    def software_deployment(self, deployment: str) -> SoftwareDeployment | None:
        """One software deployment."""
        ...

    def is_deployed(self, config: str) -> bool:
        """Whether a configuration, of a stack or none, is deployed. It looks at every deployment."""
        ...

    def count_software_configs(self) -> int:
        """How many there are of :meth:`software_configs`."""
        ...

    def count_software_deployments(self) -> int:
        """How many there are of :meth:`software_deployments`."""
        ...

    async def commit(self, batch: Batch | ProjectBatch) -> None:
        """Make the batch durable. Raises Superseded when its epoch is over, Conflict for a used name."""
        ...

    def commit_now(self, batch: Batch | ProjectBatch) -> None:
        """As :meth:`commit`, for callers without an event loop; blocks."""
        ...

    def lease(self, stack: StackId) -> Lease | None:
        """Take the stack, or None while another living process (or another lease here) has it."""
        ...

    def is_leased(self, stack: StackId) -> bool:
        """Whether a living process holds the stack just now."""
        ...
