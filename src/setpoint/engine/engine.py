"""One engine: the records of a project, the clouds that it drives, a clock, and ears for what other processes say."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from setpoint.engine.clouds import Clouds
from setpoint.engine.world import World
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.event import Event
from setpoint.model.plan import PlanId
from setpoint.model.stack import ProjectId, Stack
from setpoint.store.records import Records


class Ears(Protocol):
    """How processes that share a store hear of one another."""

    def tell(self) -> None:
        """Let everybody look at the store."""
        ...

    async def hear(self) -> None:
        """Return when somebody told, or after a while at the latest: what was told may have been missed."""
        ...


class Alone:
    """Ears for an engine that has its store to itself (in memory)."""

    def __init__(self) -> None:
        """Start with nothing told."""
        self._bell = asyncio.Event()

    def tell(self) -> None:
        """Let whoever hears return."""
        self._bell.set()

    async def hear(self) -> None:
        """Return when somebody told."""
        await self._bell.wait()
        self._bell.clear()


class Engine:
    """What every request works with. It holds no state of any stack."""

    def __init__(
        self,
        records: Records,
        clouds: Clouds,
        ears: Ears,
        *,
        project: ProjectId,
        now: Callable[[], float],
        told: Callable[[Sequence[Event]], None] = lambda _events: None,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        """Drive stacks of ``project``; ``told`` hears of every event once it is durable."""
        self.records = records
        self.clouds = clouds
        self.ears = ears
        self.project = project
        self.now = now
        self.told = told
        self.new_id = new_id

    def tell(self, events: Sequence[Event]) -> None:
        """Tell of what is durable: of ``events`` to whoever looks on, and of a change to whoever has ears for it."""
        self.told(events)
        self.ears.tell()

    def stack(self, name_or_id: str) -> Stack:
        """The living stack of that name. Raises InvalidInput when there is none."""
        found = self.records.stack(name_or_id)
        if found is None:
            names = [one.name for one in self.records.stacks()]
            advice = f"there are: {', '.join(names)}" if names else "there are no stacks yet"
            raise InvalidInput([Diagnostic(f"there is no stack {name_or_id!r}", advice=advice)])
        return found

    async def reach(self, stack: Stack) -> Stack:
        """Connect to the clouds, for work on ``stack``; returns it with the place where it is.

        Raises InvalidInput where they cannot be connected to, and where the stack's cloud is another one by now: what
        is not seen there would be taken for gone.
        """
        await self.clouds.open()
        place = self.clouds.place(stack.cloud)
        if stack.place and place != stack.place:
            raise InvalidInput.because(
                f"stack {stack.name} was made elsewhere than where cloud {stack.cloud!r} leads to now",
                detail=f"it is at {stack.place}; the credentials lead to {place}",
                advice="use the credentials and the region that it was made with",
            )
        return msgspec.structs.replace(stack, place=place) if place else stack

    def world(self, stack: Stack) -> World:
        """Everything recorded of a stack's resources."""
        return World(self.records.incarnations(stack.id))

    def new_plan_id(self) -> PlanId:
        """A fresh id for a plan."""
        return PlanId(self.new_id())
