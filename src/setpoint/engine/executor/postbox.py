"""Looks into the queues through which those are signalled whom a run waits for, all of them together.

What is found is recorded like any signal, and taken out of its queue once that is durable. A message that is found
again after a crash counts once: a signal knows which message it came in. While nothing waits, nothing is looked at.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence

from setpoint.clouds.queues import Message, Queues
from setpoint.engine import signals
from setpoint.engine.executor.state import RunState
from setpoint.engine.executor.task import Task
from setpoint.model.errors import LostAnswer, ResourceError, Retry
from setpoint.model.incarnation import IncarnationId
from setpoint.model.queue import name_in

SOONEST, LATEST = 1.0, 10.0
"""Seconds between two looks, at least and at most: a tenth of the time that has been waited."""

AT_ONCE = 8
"""Queues that are looked into at once."""

_log = logging.getLogger(__name__)

Take = Callable[[IncarnationId, Sequence[Message]], "asyncio.Future[None]"]
"""Records what was left for a resource, in the run's loop; done when that is durable."""


class Postbox:
    """Looks for as long as somebody is waited for who has a queue."""

    def __init__(self, state: RunState, take: Take) -> None:
        """Give what is found to ``take``."""
        self._state = state
        self._take = take
        self._looking: asyncio.Task[None] | None = None
        self._is_over = asyncio.Event()

    def add(self, task: Task) -> None:
        """A task waits: look into queues from now on, if any is of importance to what waits."""
        if self._looking is None and (name_in(task.one.keys) or signals.awaited(task.one)):
            self._looking = self._state.group.create_task(self._look())

    def end(self) -> None:
        """Look no more. What is recorded is taken out yet."""
        self._is_over.set()

    async def _look(self) -> None:
        queues, began, loop = None, 0.0, asyncio.get_running_loop()
        while not self._is_over.is_set() and (waited_for := self._queues(list(self._state.tasks.values()))):
            began = began or loop.time()
            try:
                queues = queues or await self._state.ground.clouds.queues()
                if queues is None:
                    break  # whoever has no queues there is signalled at the service's own door
                await self._look_into(queues, waited_for)
            except (Retry, LostAnswer, ResourceError) as problem:
                _log.warning("queues of stack %s: %s", self._state.ground.stack.id, problem)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(SOONEST, min(LATEST, (loop.time() - began) / 10))):
                    await self._is_over.wait()
        self._looking = None

    async def _look_into(self, queues: Queues, waited_for: Mapping[str, IncarnationId]) -> None:
        turns = asyncio.Semaphore(AT_ONCE)

        async def look(queue: str, one: IncarnationId) -> None:
            async with turns:
                while (messages := await queues.look(queue)) and not self._is_over.is_set():
                    await self._take(one, messages)
                    await queues.take_out(queue, messages)

        looks = (look(queue, one) for queue, one in waited_for.items())
        for problem in await asyncio.gather(*looks, return_exceptions=True):
            if problem is not None:
                raise problem

    def _queues(self, tasks: Sequence[Task]) -> dict[str, IncarnationId]:
        """The queues that tasks wait for: their own, or that of the handle that they wait for."""
        world = self._state.ground.world
        handles = {signals.awaited(task.one) for task in tasks} - {""}
        own = [task.one for task in tasks]
        theirs = signals.handles(world, handles) if handles else []
        return {queue: one.id for one in (*own, *theirs) if (queue := name_in(one.keys))}
