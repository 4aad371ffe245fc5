"""Waiting without polling each thing: one watcher a cloud looks at everything that waits there, in batches.

It looks when the cloud wakes it, when a ``look_at`` has come, and on the cloud's tick (a grid, so that what waits is
looked at together). It never looks at two batches of one type at the same time.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Mapping, Sequence

import msgspec

from setpoint.clouds.cloud import Cloud, Watching
from setpoint.clouds.driver import Driver, Facts, Subject
from setpoint.model.errors import LostAnswer, ResourceError, Retry
from setpoint.model.observation import Observation, Pending
from setpoint.model.signal import Signals


class Waiting(msgspec.Struct):
    """Something that is looked at until it is no longer pending; ``once`` for one look, whatever it shows."""

    subject: Subject
    driver: Driver
    once: bool = False
    why: str = ""
    due: float = 0
    is_woken: bool = False
    """Something changed while it was being looked at: what that look shows may be old."""


SOONEST = 0.001
"""Seconds until a second look, at least: a time since the epoch has no more than microseconds to tell."""

Deliver = Callable[[str, Observation], None]
"""Takes a token and what was seen of it, when that is not Pending any more."""

Known = Callable[[], Mapping[str, Signals | None]]
"""Gives what was signalled so far, for the facts of a look."""


def nothing() -> Mapping[str, Signals | None]:
    """Nobody can be signalled."""
    return {}


class Watcher:
    """Looks at all that waits on one cloud. Times are the event loop's."""

    def __init__(
        self, cloud: Cloud, now: Callable[[], float], deliver: Deliver, signals: Known = nothing
    ) -> None:
        """Deliver what is seen to ``deliver``; facts tell ``now``, in seconds since the epoch, and ``signals``."""
        self._cloud = cloud
        self._now = now
        self._deliver = deliver
        self._waiting: dict[str, Waiting] = {}
        self._due: list[tuple[float, str]] = []
        self._bell = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._signals = signals

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def why(self, token: str) -> str:
        """What a waiting one was last seen to be doing."""
        return self._waiting[token].why if token in self._waiting else ""

    def add(self, waiting: Waiting, *, soon: bool = True) -> None:
        """Look at one more: at once, or on the next tick."""
        self._waiting[waiting.subject.token] = waiting
        self._schedule(waiting, self._loop.time() if soon else self._next_tick())

    def drop(self, token: str) -> None:
        """Look at it no more."""
        self._waiting.pop(token, None)

    def wake(self, tokens: Sequence[str] | None) -> None:
        """Look now: at these, or at everything."""
        for token in list(self._waiting) if tokens is None else tokens:
            if token in self._waiting:
                self._waiting[token].is_woken = True
                self._schedule(self._waiting[token], self._loop.time())

    def _schedule(self, waiting: Waiting, due: float) -> None:
        waiting.due = due
        heapq.heappush(self._due, (due, waiting.subject.token))
        self._bell.set()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await self._until_due()
            batch = self._take_due()
            by_driver: dict[int, list[Waiting]] = {}
            for one in batch:
                by_driver.setdefault(id(one.driver), []).append(one)
            if len(by_driver) == 1:
                await self._look(batch)
            elif by_driver:
                async with asyncio.TaskGroup() as group:
                    for several in by_driver.values():
                        group.create_task(self._look(several))

    async def _until_due(self) -> None:
        while True:
            self._bell.clear()
            delay = self._due[0][0] - self._loop.time() if self._due else None
            if delay is not None and delay <= 0:
                return
            timer = self._loop.call_later(delay, self._bell.set) if delay is not None else None
            try:
                await self._bell.wait()
            finally:
                if timer is not None:
                    timer.cancel()

    def _take_due(self) -> list[Waiting]:
        now = self._loop.time()
        found: dict[str, Waiting] = {}
        while self._due and self._due[0][0] <= now:
            due, token = heapq.heappop(self._due)
            waiting = self._waiting.get(token)
            if waiting is not None and waiting.due == due:
                waiting.is_woken = False
                found[token] = waiting
        return list(found.values())

    async def _look(self, batch: list[Waiting]) -> None:
        try:
            facts = Facts(self._now(), self._signals())
            seen = await self._observe(batch[0].driver, [one.subject for one in batch], facts)
        except Retry as patience:
            self._postpone(batch, patience.after, patience.why)
        except (LostAnswer, ResourceError) as problem:
            self._postpone(batch, self._cloud.tick, str(problem))
        else:
            self._take_in(batch, seen)

    async def _observe(
        self, driver: Driver, subjects: Sequence[Subject], facts: Facts
    ) -> Mapping[str, Observation]:
        cloud = self._cloud
        if isinstance(cloud, Watching):
            return await cloud.watch(driver, subjects, facts)
        return await driver.observe(subjects, facts)

    def _postpone(self, batch: list[Waiting], seconds: float, why: str) -> None:
        for one in batch:
            one.why = why
            self._schedule(one, self._loop.time() + seconds)

    def _take_in(self, batch: list[Waiting], seen: Mapping[str, Observation]) -> None:
        next_tick = self._next_tick()
        for one in batch:
            token = one.subject.token
            if self._waiting.get(token) is not one:
                continue
            observation = seen.get(token, Pending("not seen yet"))
            if isinstance(observation, Pending) and not one.once:
                one.why = observation.why
                if not one.is_woken:
                    self._schedule(one, self._when(observation.look_at, next_tick))
            else:
                del self._waiting[token]
                self._deliver(token, observation)

    def _next_tick(self) -> float:
        tick = self._cloud.tick
        return (self._loop.time() // tick + 1) * tick

    def _when(self, look_at: float | None, next_tick: float) -> float:
        if look_at is None:
            return next_tick
        return self._loop.time() + max(SOONEST, look_at - self._now())
