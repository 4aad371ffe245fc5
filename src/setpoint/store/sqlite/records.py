"""One project's records on SQLite: what `store.records.Records` promises. Each query has the project in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, TypeVar

import msgspec

from setpoint.model.errors import NotFound
from setpoint.model.event import Event
from setpoint.model.incarnation import Incarnation
from setpoint.model.journal import Entry, Mark
from setpoint.model.plan import Plan, PlanId
from setpoint.model.request import Request
from setpoint.model.software import ConfigHead, SoftwareConfig, SoftwareDeployment
from setpoint.model.stack import Adjustment, ProjectId, Revision, Stack, StackId
from setpoint.store.codec import Reveal, decode, decode_value
from setpoint.store.event_page import EventPage
from setpoint.store.lease import StackLease, take_lease
from setpoint.store.locks import Locks
from setpoint.store.records import Batch, ProjectBatch, Snapshot
from setpoint.store.secrets import Keyring
from setpoint.store.sqlite import event_pages, queries
from setpoint.store.sqlite.project_write import ProjectWrite
from setpoint.store.sqlite.reading import Reader
from setpoint.store.sqlite.write import Write, next_epoch
from setpoint.store.sqlite.writer import Writer

S = TypeVar("S", bound=msgspec.Struct)


class ProjectRecords:
    """The records of one project."""

    def __init__(
        self,
        project: ProjectId,
        reader: Reader,
        writer: Writer,
        keyring: Keyring,
        locks: Locks,
        most_events: Callable[[], int],
    ) -> None:
        """Read and write what belongs to ``project``. Of a stack's events, ``most_events()`` are kept (0: all)."""
        self._most_events = most_events
        self._project = project
        self._reader = reader
        self._writer = writer
        self._keyring = keyring
        self._locks = locks

    def stacks(self, *, deleted: bool = False) -> list[Stack]:
        """All stacks, oldest first; deleted ones too when asked."""
        return self._reader.structs(Stack, queries.STACKS, (self._project, deleted), "sequence")

    def stack(self, name_or_id: str) -> Stack | None:
        """The living stack of that name or id; a deleted one by id only."""
        which = (self._project, name_or_id)
        by_id = self._reader.structs(Stack, queries.STACK_BY_ID, which, "sequence")
        return _first(by_id or self._reader.structs(Stack, queries.STACK_BY_NAME, which, "sequence"))

    def stack_of(self, incarnation: str) -> Stack | None:
        """The living stack that has recorded an incarnation."""
        which = (self._project, incarnation)
        return _first(self._reader.structs(Stack, queries.STACK_OF, which, "sequence"))

    def revision(self, stack: StackId, number: int) -> Revision | None:
        """One revision."""
        return _first(self._reader.structs(Revision, queries.REVISION, (self._project, stack, number)))

    def revisions(self, stack: StackId) -> list[Revision]:
        """All revisions, oldest first."""
        return self._reader.structs(Revision, queries.REVISIONS, (self._project, stack))

    def incarnations(self, stack: StackId) -> list[Incarnation]:
        """Everything recorded of the stack's resources, oldest first."""
        return self._reader.structs(Incarnation, queries.INCARNATIONS, (self._project, stack))

    def adjustments(self, stack: StackId) -> list[Adjustment]:
        """All adjustments in force, oldest first."""
        return self._reader.structs(Adjustment, queries.ADJUSTMENTS, (self._project, stack))

    def plan(self, plan: PlanId) -> Plan | None:
        """One plan."""
        return _first(self._reader.structs(Plan, queries.PLAN, (self._project, plan)))

    def plans(self, stack: StackId) -> list[PlanId]:
        """Ids of the stack's plans, oldest first."""
        return [PlanId(plan) for (plan,) in self._reader.rows(queries.PLANS, (self._project, stack))]

    def children(self, plan: PlanId) -> list[Plan]:
        """The child plans of a plan's EXPAND steps, oldest first."""
        return self._reader.structs(Plan, queries.CHILDREN, (self._project, plan))

    def entries(self, plan: PlanId) -> list[Entry]:
        """A plan's journal, in order."""
        with self._reader.snapshot() as connection:
            rows = connection.execute(queries.ENTRIES, (self._project, plan)).fetchall()
            return [_entry(plan, row, partial(self._reader.reveal, connection, row[0])) for row in rows]

    def events(
        self, stack: StackId | None = None, *, after: int = 0, limit: int = 1000, newest: bool = False
    ) -> Sequence[Event]:
        """Events with a number above ``after``, oldest first; the last ``limit`` of them when ``newest``."""
        sql = queries.EVENTS if stack is None else queries.STACK_EVENTS
        sql += queries.NEWEST_FIRST if newest else queries.OLDEST_FIRST
        which = (self._project, after) if stack is None else (self._project, after, self._project, stack)
        found = self._reader.structs(Event, sql, (*which, limit), "number")
        return found[::-1] if newest else found

    def event_page(self, stack: StackId, wanted: EventPage) -> Sequence[Event]:
        """Those of a stack's events that somebody wants to see, in the order in which they do."""
        return event_pages.page(self._reader, self._project, stack, wanted)

    def event_number(self, stack: StackId, event: str) -> int:
        """The number of the stack's event of that id; 0 where there is none (any more)."""
        return event_pages.number(self._reader, self._project, stack, event)

    def published(self, stack: StackId) -> int:
        """The number of the last event that has left for the stack's sinks."""
        found = self._reader.rows(queries.PUBLISHED, (self._project, stack))
        return int(found[0][0]) if found else 0

    def requests(self, stack: StackId) -> list[Request]:
        """Requests that were not carried out yet, oldest first."""
        return self._reader.structs(Request, queries.REQUESTS, (self._project, stack), "number")

    def asked(self) -> list[Request]:
        """What is asked of any living stack and was not carried out yet, oldest first."""
        return self._reader.structs(Request, queries.ASKED, (self._project,), "number")

    def snapshots(self, stack: StackId) -> list[Snapshot]:
        """All snapshots, oldest first."""
        return self._reader.structs(Snapshot, queries.SNAPSHOTS, (self._project, stack))

    def incarnations_of(self, types: Collection[str]) -> list[tuple[Stack, Incarnation]]:
        """Everything recorded of resources of those types, with the living stacks that they are in, oldest first."""
        which = (self._project, msgspec.json.encode(list(types)).decode())
        with self._reader.snapshot() as connection:
            rows = connection.execute(queries.INCARNATIONS_OF, which).fetchall()
            found = [
                (stack, decode(Incarnation, body, partial(self._reader.reveal, connection, key)))
                for key, stack, body in rows
            ]
        stacks = {one.id: one for one in self.stacks()} if found else {}
        return [(stacks[stack], one) for stack, one in found if stack in stacks]

    def software_configs(self) -> list[ConfigHead]:
        """All software configurations that are no resources of stacks, newest first."""
        return self._reader.heads(ConfigHead, queries.CONFIG_HEADS, (self._project,))

    def software_config(self, config: str) -> SoftwareConfig | None:
        """One of them."""
        return _first(self._reader.whole(SoftwareConfig, queries.CONFIG, (self._project, config)))

    def software_deployments(self, server: str | None = None) -> list[SoftwareDeployment]:
        """All software deployments, or those on one server, oldest first."""
        if server is None:
            return self._reader.whole(SoftwareDeployment, queries.DEPLOYMENTS, (self._project,))
        return self._reader.whole(SoftwareDeployment, queries.SERVER_DEPLOYMENTS, (self._project, server))

    def software_deployment(self, deployment: str) -> SoftwareDeployment | None:
        """One software deployment."""
        which = (self._project, deployment)
        return _first(self._reader.whole(SoftwareDeployment, queries.DEPLOYMENT, which))

    def is_deployed(self, config: str) -> bool:
        """Whether a configuration, of a stack or none, is deployed."""
        return bool(self._reader.rows(queries.IS_DEPLOYED, (self._project, config)))

    def count_software_configs(self) -> int:
        """How many software configurations there are that are no resources of stacks."""
        return self._count(queries.CONFIG_COUNT)

    def count_software_deployments(self) -> int:
        """How many software deployments there are."""
        return self._count(queries.DEPLOYMENT_COUNT)

    def _count(self, sql: str) -> int:
        ((count,),) = self._reader.rows(sql, (self._project,))
        return int(count)

    async def commit(self, batch: Batch | ProjectBatch) -> None:
        """Make the batch durable. When the caller is cancelled meanwhile, it may be durable all the same."""
        await self._writer.carry_out(self._write(batch))

    def commit_now(self, batch: Batch | ProjectBatch) -> None:
        """As :meth:`commit`, for callers without an event loop; blocks."""
        self._writer.run(self._write(batch))

    def _write(self, batch: Batch | ProjectBatch) -> Write | ProjectWrite:
        if isinstance(batch, Batch):
            return Write(self._project, batch, self._keyring, self._most_events())
        return ProjectWrite(self._project, batch, self._keyring)

    def lease(self, stack: StackId) -> StackLease | None:
        """Take the stack, or None while somebody else has it. Raises NotFound when there is no such stack."""
        if not self._has(stack):
            raise NotFound(f"there is no stack {stack}")
        return take_lease(stack, self._locks, lambda: self._writer.run(next_epoch(self._project, stack)))

    def is_leased(self, stack: StackId) -> bool:
        """Whether a living process holds the stack just now."""
        return self._has(stack) and self._locks.is_taken(stack)

    def _has(self, stack: StackId) -> bool:
        return bool(self._reader.rows(queries.HAS_STACK, (self._project, stack)))


def _entry(plan: PlanId, row: tuple[Any, ...], reveal: Reveal) -> Entry:
    _stack, step, mark, at, note = row
    return Entry(plan, step, Mark(mark), None if note is None else decode_value(note, reveal), at)


def _first(found: list[S]) -> S | None:
    return found[0] if found else None
