"""How long nested stacks may take: a clock for each that has a timeout.

A clock starts when all has landed that its nested stack waits for outside itself, which is when that could have begun
as a whole; single members may have begun earlier. It stops when the nested stack lands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence

import msgspec

from setpoint.engine.executor.progress import Key, Progress
from setpoint.model.address import Address, is_within
from setpoint.model.journal import LANDED, Entry
from setpoint.model.plan import Deed, Plan, Step, StepId

_LANDINGS = frozenset({Deed.CREATE, Deed.UPDATE, Deed.RECORD})


class Clock(msgspec.Struct):
    """The clock of the nested stack at ``address``; ``landing`` is the step with which that lands."""

    address: Address
    seconds: float
    landing: Key
    waits: int = 0
    timer: asyncio.TimerHandle | None = None


class Timeouts:
    """The clocks of one run. Times are seconds since the epoch."""

    def __init__(self, now: Callable[[], float], over: Callable[[Clock], None]) -> None:
        """Tell ``over``, from the event loop, of each clock whose time is over."""
        self._now = now
        self._over = over
        self._clocks: dict[Key, Clock] = {}
        self._waiting: dict[Key, list[Clock]] = {}

    def add(
        self, plan: Plan, progress: Progress, entries: Sequence[Entry], parent: Key | None = None
    ) -> None:
        """Take in the timeouts of ``plan``, whose steps are in ``progress``.

        ``entries`` are what an earlier process has written of it and others: the time since then counts. ``parent`` is
        the EXPAND step of a child plan.
        """
        if not plan.timeouts:
            return
        own = [entry for entry in entries if entry.plan == plan.id]
        begun = min((entry.at for entry in own), default=self._now())
        landed = {entry.step: entry.at for entry in own if entry.mark in LANDED}
        for step in plan.steps:
            if step.address in plan.timeouts and _lands(step):
                outside = list(_outside(plan, step))
                open_ = [key for need in outside if not progress.has_landed(key := Key(plan.id, need))]
                since = max((landed.get(need, begun) for need in outside), default=begun)
                self._add(plan, Key(plan.id, step.id), step.address, open_, since, progress)
        if parent is not None and progress.step(parent).address in plan.timeouts:
            self._add(plan, parent, progress.step(parent).address, [], begun, progress)

    def _add(
        self, plan: Plan, landing: Key, address: Address, open_: list[Key], since: float, progress: Progress
    ) -> None:
        if landing in self._clocks or progress.has_landed(landing) or progress.has_given_up(landing):
            return
        clock = self._clocks[landing] = Clock(address, plan.timeouts[address], landing, len(open_))
        for key in open_:
            self._waiting.setdefault(key, []).append(clock)
        if not open_:
            self._start(clock, since)

    def _start(self, clock: Clock, since: float) -> None:
        left = max(0.0, since + clock.seconds - self._now())
        clock.timer = asyncio.get_running_loop().call_later(left, self._over, clock)

    def landed(self, key: Key) -> None:
        """Start the clocks that waited for this step only, and stop the one that it ends."""
        if not self._clocks:
            return
        self.stop(key)
        for clock in self._waiting.pop(key, ()):
            clock.waits -= 1
            if not clock.waits:
                self._start(clock, self._now())

    def stop(self, landing: Key) -> None:
        """Stop a clock, if there is one."""
        clock = self._clocks.pop(landing, None)
        if clock is not None and clock.timer is not None:
            clock.timer.cancel()

    def stop_all(self) -> None:
        """Stop all clocks."""
        for landing in list(self._clocks):
            self.stop(landing)


def _lands(step: Step) -> bool:
    return step.deed is Deed.EXPAND or (step.composite and step.deed in _LANDINGS)


def _outside(plan: Plan, step: Step) -> Iterator[StepId]:
    for need in step.needs:
        address = plan.steps[need].address
        if address != step.address and not is_within(address, step.address):
            yield need
