"""Sends what happens to sinks, in order, behind everybody's back: a sink that is slow, or refuses, holds up nobody.

One task a stack that has something to send. How far it has come stands in the store: a process that dies sends a few
events twice at most, and loses none that are still kept.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import NamedTuple

from setpoint.clouds.queues import Queues
from setpoint.engine.engine import Ears, Engine
from setpoint.engine.sinks.bodies import body
from setpoint.model.address import Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput, LostAnswer, NotFound, ResourceError, Retry
from setpoint.model.event import Event
from setpoint.model.sink import Sink, sink_of
from setpoint.model.stack import ProjectId, Stack, StackId
from setpoint.model.value import Plain
from setpoint.store import Store
from setpoint.store.records import Batch, Records

_log = logging.getLogger(__name__)

Acting = Callable[[Stack], AbstractAsyncContextManager[Engine]]
"""Gives an engine whose clouds are those that a stack's credential leads to."""

PAGE = 100
"""Events that are sent before it is recorded that they were."""

GATHERING = 0.05
"""Seconds between two looks at what there is to send, at least: what comes meanwhile goes together."""

LINGERING = 5.0
"""Seconds that a connection is kept for what may come next."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds until a sink that could not be reached is tried again, doubled each time."""

LAST_CHANCE = 5.0
"""Seconds in which the last events of a stack must have left, before its credential is given back."""


class _Work(NamedTuple):
    """A task that sends the events of a stack, and what lets it look for more."""

    task: asyncio.Task[None]
    bell: asyncio.Event


class Publisher:
    """Sends events until it is closed."""

    def __init__(self, store: Store, acting: Acting, ears: Ears) -> None:
        """Send those of the stacks of ``store``; hear of new ones by ``ears``."""
        self._store = store
        self._acting = acting
        self._ears = ears
        self._working: dict[StackId, _Work] = {}
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Send what an earlier process has left, and whatever comes from now on."""
        self._look()
        self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Send nothing more; the next process goes on from there."""
        tasks = [work.task for work in self._working.values()]
        tasks += [self._listening] if self._listening is not None else []
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def finish(self, stack: Stack) -> None:
        """Send what is left of a stack that is gone, while its credential is good. Never raises, nor takes long."""
        recorded = self._store.project(stack.project).stack(stack.id)
        if recorded is None or not recorded.deleted_at or not recorded.sinks:
            return
        if stack.id in self._working:
            self._working[stack.id].task.cancel()
            await asyncio.wait([self._working[stack.id].task])
        try:
            async with asyncio.timeout(LAST_CHANCE), self._acting(stack) as engine:
                await self._send_all(engine, recorded)
        except (TimeoutError, *_TROUBLE) as problem:
            _log.warning("the last events of stack %s were not sent to its sinks: %r", stack.id, problem)

    async def _listen(self) -> None:
        while True:
            await self._ears.hear()
            self._look()
            await asyncio.sleep(GATHERING)

    def _look(self) -> None:
        for project, stack in self._store.unpublished():
            if stack in self._working:
                self._working[stack].bell.set()
            else:
                bell = asyncio.Event()
                task = asyncio.create_task(self._publish(project, stack, bell))
                self._working[stack] = _Work(task, bell)
                task.add_done_callback(partial(self._rest, stack))

    def _rest(self, stack: StackId, done: asyncio.Task[None]) -> None:
        del self._working[stack]
        if not done.cancelled() and (bug := done.exception()) is not None:
            _log.error("the events of stack %s are not sent to its sinks", stack, exc_info=bug)

    async def _publish(self, project: ProjectId, stack: StackId, bell: asyncio.Event) -> None:
        """Send until there is nothing more for a while; again and again, while that cannot be done."""
        pause = FIRST_PAUSE
        while (recorded := self._store.project(project).stack(stack)) is not None and not recorded.deleted_at:
            try:
                async with self._acting(recorded) as engine:
                    while True:
                        bell.clear()
                        await self._send_all(engine, recorded)
                        pause = FIRST_PAUSE
                        async with asyncio.timeout(LINGERING):
                            await bell.wait()
            except TimeoutError:
                return
            except _TROUBLE as problem:
                _log.warning("events of stack %s are not sent, again in %g s: %s", stack, pause, problem)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)

    async def _send_all(self, engine: Engine, stack: Stack) -> None:
        """Send what there is to send. Raises one of _TROUBLE."""
        await engine.clouds.open()
        queues = await engine.clouds.queues()
        records = engine.records
        while page := records.events(stack.id, after=records.published(stack.id), limit=PAGE):
            now = records.stack(stack.id) or stack
            nested = _nested(records, stack.id, page)
            bodies = [body(one, now, nested) for one in page]
            for sink in map(sink_of, now.sinks):
                await _send(queues, sink, bodies, now)
            await records.commit(Batch(stack.id).published(page[-1].number))


async def _send(queues: Queues | None, sink: Sink, bodies: Sequence[Plain], stack: Stack) -> None:
    """Send to one sink. What it refuses is lost to it, and not to the others. Raises Retry, LostAnswer."""
    try:
        if queues is None:
            raise ResourceError(Diagnostic("its cloud has no messaging service"))
        await queues.put(sink.queue, bodies, sink.ttl)
    except ResourceError as refused:
        told = "%d events of stack %s were not sent to the queue %s: %s"
        _log.warning(told, len(bodies), stack.id, sink.queue, refused)


def _nested(records: Records, stack: StackId, page: Sequence[Event]) -> Mapping[Address, str]:
    """The ids of nested stacks by their addresses, where events tell of any."""
    if not any("/" in one.address for one in page):
        return {}
    return {one.address: one.id for one in records.incarnations(stack) if one.composite}


_TROUBLE = (Retry, LostAnswer, ResourceError, InvalidInput, NotFound)
"""What happens to a cloud, or a credential."""
