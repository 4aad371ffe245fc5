"""What is to be written next, and the world kept level with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import msgspec

from setpoint.engine.executor.progress import Key
from setpoint.engine.world import World
from setpoint.model.event import Event, of_resource
from setpoint.model.incarnation import Incarnation, IncarnationId, Phase, Status
from setpoint.model.journal import Entry, Mark
from setpoint.model.stack import StackId
from setpoint.model.value import Plain
from setpoint.store.records import Batch, Records


class Ledger:
    """Gathers a run's writes into batches; one commit is under way at a time, and what comes meanwhile is the next."""

    def __init__(
        self, records: Records, stack: StackId, epoch: int, world: World, now: Callable[[], float]
    ) -> None:
        """Write to ``records`` under the lease of ``epoch``."""
        self._records = records
        self._stack = stack
        self._epoch = epoch
        self._world = world
        self.now = now
        self.batch = Batch(stack, epoch)
        self._events: list[Event] = []
        self._waiting: list[asyncio.Future[None]] = []

    def is_deployed(self, config: str) -> bool:
        """Whether somebody has deployed a software configuration."""
        return self._records.is_deployed(config)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.batch.writes

    def mark(self, key: Key, mark: Mark, note: Plain = None) -> None:
        """Append to the journal."""
        self.batch.journal(Entry(key.plan, key.step, mark, note, self.now()))

    def put(self, one: Incarnation, *, tell: bool = True, **changes: Any) -> Incarnation:
        """Record an incarnation with ``changes``, and tell it as an event unless it is not worth one.

        Whoever works on ``one`` may know it from before it was signalled: it keeps what it was.
        """
        if one.id in self._world:
            changes.setdefault("signals", self._world[one.id].signals)
        one = msgspec.structs.replace(one, updated_at=self.now(), **changes)
        self._world.put(one)
        self.batch.put(one)
        if tell:
            self.log(one)
        return one

    def become_current(self, one: Incarnation, **changes: Any) -> Incarnation:
        """Let an incarnation stand for its address; whichever did so before retires."""
        for other in self._world.at(one.address):
            if other.id != one.id and other.phase is Phase.CURRENT:
                self.put(other, tell=False, phase=Phase.RETIRING)
        return self.put(one, phase=Phase.CURRENT, **changes)

    def drop(self, one: IncarnationId) -> None:
        """Remove an incarnation from the record."""
        self._world.drop(one)
        self.batch.drop(one)

    def log(self, one: Incarnation, status: Status | None = None, reason: str | None = None) -> None:
        """Append an event that tells how an incarnation stands."""
        self.tell(of_resource(self._stack, one, self.now(), status=status, reason=reason))

    def tell(self, event: Event) -> None:
        """Append an event."""
        self.batch.log(event)
        self._events.append(event)

    def when_durable(self, done: asyncio.Future[None]) -> None:
        """Have ``done`` be so when everything written until now is durable."""
        if self.is_empty and not done.cancelled():
            done.set_result(None)
        else:
            self._waiting.append(done)

    def commit(self) -> Coroutine[Any, Any, Sequence[Event]]:
        """Make everything gathered until this call durable; returns the events that are so then."""
        batch, self.batch = self.batch, Batch(self._stack, self._epoch)
        events, self._events = self._events, []
        waiting, self._waiting = self._waiting, []

        async def committed() -> Sequence[Event]:
            await self._records.commit(batch)
            for done in waiting:
                if not done.done():
                    done.set_result(None)
            return events

        return committed()
