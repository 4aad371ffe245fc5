"""The way from a driver to the world and back: it takes time, refuses, cuts and loses answers, and logs every call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Protocol, TypeVar

from setpoint.certify.simulated.discovery import simulated_types
from setpoint.certify.simulated.faults import LOOKS, Fault, Faults
from setpoint.certify.simulated.passing import advance
from setpoint.certify.simulated.timings import Timings
from setpoint.certify.simulated.world import Call, Thing, World
from setpoint.certify.virtual_time import clock
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import LostAnswer, ResourceError, Retry, SetpointError
from setpoint.model.observation import Accepted, Done

T = TypeVar("T")

Deed = Callable[[Call, float], T]
"""Does something to the world, at once, given the call and the time."""

PATIENCE = {Fault.TOO_MANY: 2.0, Fault.UNAVAILABLE: 5.0, Fault.BUSY: 1.0}
"""Faults that ask the caller to wait, and how many seconds."""


LATE_BY = 3.0
"""Seconds after its answer was lost that a deed is done whose fate is to be LATE."""


class Keeper(Protocol):
    """Keeps a world that outlives the process, or that several share."""

    def deed(self) -> AbstractContextManager[object]:
        """While it lasts the world is up to date and nobody else's; what was changed is kept at its end."""
        ...

    def beside(self, name: str, world: World) -> Keeper:
        """A keeper of another world, as this one keeps its own."""
        ...

    def close(self) -> None:
        """Let go of the world."""
        ...


class Unkept:
    """Keeps a world that lives and dies with its process: there is nothing to do."""

    def deed(self) -> AbstractContextManager[object]:
        """See :class:`Keeper`."""
        return nullcontext()

    def beside(self, name: str, world: World) -> Unkept:
        """See :class:`Keeper`."""
        return Unkept()

    def close(self) -> None:
        """See :class:`Keeper`."""


class Wire:
    """Carries calls to one world, which ``keeper`` keeps. Nothing is awaited when nothing takes time."""

    def __init__(self, world: World, timings: Timings, faults: Faults, keeper: Keeper) -> None:
        """Carry calls to ``world``."""
        self.world = world
        self.timings = timings
        self.faults = faults
        self._keeper = keeper
        self._under_way = 0
        self._wake: Callable[[Sequence[str]], None] = lambda _tokens: None
        self._alarms: dict[str, asyncio.TimerHandle] = {}

    async def send(self, verb: str, type: str, subject: str, name: str, deed: Deed[T]) -> T:
        """Have ``deed`` done to the world. Raises what it raises, and Retry, LostAnswer and ResourceError by fault."""
        call = self._begin(verb, type, subject, name)
        crowd, self._under_way = self._under_way, self._under_way + 1
        try:
            answer = await self._carry(call, deed, crowd)
        except SetpointError as refusal:
            call.answer = f"{refusal.__class__.__name__}: {refusal}"
            raise
        finally:
            self._under_way -= 1
        call.answer = _in_a_word(answer)
        return answer

    def _begin(self, verb: str, type: str, subject: str, name: str) -> Call:
        world = self.world
        world.called += 1
        call = Call(world.called, clock(), verb, type, subject, name)
        call.fault = self._fault_of(call)
        world.calls.append(call)
        return call

    def _fault_of(self, call: Call) -> str:
        fault = self.faults.of(call)
        if fault is Fault.ERROR and not simulated_types()[call.type].has_status:
            fault = Fault.REFUSED
        return fault or ""

    async def _carry(self, call: Call, deed: Deed[T], crowd: int) -> T:
        latency = self.timings.of_call(self.world.seed, call)
        if latency:
            await _until(call.at + latency / 2)
        if 0 < self.faults.bears <= crowd:
            raise Retry(PATIENCE[Fault.TOO_MANY], f"{Fault.TOO_MANY}: {crowd} are under way")
        if call.fault == Fault.LATE:
            asyncio.get_running_loop().call_later(LATE_BY, self._do_late, call, deed)
        if call.fault:
            _refuse(call, Fault(call.fault))
        answer = self._do(call, deed)
        if latency:
            await _until(call.at + latency)
        if call.fault == Fault.LOST:
            raise LostAnswer(call.fault)
        return answer

    def _do(self, call: Call, deed: Deed[T]) -> T:
        with self._keeper.deed():
            now = clock()
            advance(self.world, now)
            answer = deed(call, now)
            if call.verb not in LOOKS and call.fault != Fault.UNHEARD:
                self._ring_for(call)
        return answer

    def _do_late(self, call: Call, deed: Deed[T]) -> None:
        with suppress(SetpointError):
            self._do(call, deed)

    # --- telling what has happened meanwhile

    def listen(self, wake: Callable[[Sequence[str]], None]) -> None:
        """Tell ``wake`` the tokens of things that have changed by themselves, from now on."""
        self._wake = wake
        for thing in list(self.world.things.values()):
            self._set_alarm(thing)

    def hang_up(self) -> None:
        """Tell nobody any more."""
        self._wake = lambda _tokens: None
        for alarm in self._alarms.values():
            alarm.cancel()
        self._alarms.clear()

    def _ring_for(self, call: Call) -> None:
        by_token = self.world.of_token(call.subject)
        for thing in by_token or filter(None, [self.world.things.get(call.subject)]):
            self._set_alarm(thing)

    def _set_alarm(self, thing: Thing) -> None:
        """One alarm a thing, for when it is due next."""
        if thing.due is None or not thing.token:
            return
        if (earlier := self._alarms.pop(thing.id, None)) is not None:
            earlier.cancel()
        loop = asyncio.get_running_loop()
        seconds = max(0.0, thing.due - clock())
        self._alarms[thing.id] = loop.call_later(seconds, self._ring, thing.id, thing.token)

    def _ring(self, id: str, token: str) -> None:
        del self._alarms[id]
        with self._keeper.deed():
            advance(self.world, clock())
        if id in self.world.things:
            self._set_alarm(self.world[id])
        self._wake([token])


def _refuse(call: Call, fault: Fault) -> None:
    """Raise what a fault answers before the deed is done; some faults come later."""
    if fault in PATIENCE:
        raise Retry(PATIENCE[fault], fault)
    if fault in (Fault.CUT, Fault.CRASHED, Fault.LATE):
        raise LostAnswer(fault)
    if fault is Fault.REFUSED:
        raise ResourceError(Diagnostic(f"{fault}: {call.verb} of {call.type}", detail="a simulated fault"))


def _in_a_word(answer: object) -> str:
    if answer is None:
        return "none"
    if isinstance(answer, Done):
        return "done"
    return "accepted" if isinstance(answer, Accepted) else "seen"


async def _until(moment: float) -> None:
    """Wait for a moment of the cloud's own clock: a cloud goes on while the caller's event loop is busy."""
    await asyncio.sleep(max(0.0, moment - clock()))
