"""Signals that are left in an object store: each stack has one container there, for as long as it has use for it.

Nobody tells of what is left, so it is looked for as long as somebody waits: all of it with one list, no matter how many
wait. What was found is recorded as any other signal; what was recorded before changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from setpoint.engine import signals
from setpoint.engine.executor.state import RunState
from setpoint.engine.executor.task import Task
from setpoint.model.errors import LostAnswer, ResourceError, Retry
from setpoint.model.incarnation import Incarnation, IncarnationId
from setpoint.model.observation import Done, Gone
from setpoint.model.plan import Deed
from setpoint.model.temp_url import Box
from setpoint.model.value import Value

SOONEST, LATEST = 1.0, 10.0
"""Seconds between two looks, at least and at most: a tenth of the time that somebody has waited."""

Hears = Callable[[IncarnationId, Mapping[str, Value]], None]
"""Is told of a signal: to whom, and the note of it."""


class Boxes:
    """The container of one stack, during a run."""

    def __init__(self, state: RunState, hears: Hears) -> None:
        """Tell ``hears`` of what is found."""
        self._state = state
        self._hears = hears
        self._box: Box | None = None
        self._looking: asyncio.Task[None] | None = None

    def end(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()

    def close(self) -> None:
        """Forget who would hear."""
        self._hears = _hear_nothing

    def include(self, task: Task) -> None:
        """Have a task called with the address that signals to its resource are left at, where they are."""
        kind = signals.signalled(task.one.type)
        if kind is not None and kind.has_box(task.wanted):
            task.around = self._around

    async def _around(self, task: Task) -> Any:
        """Raises as calls do."""
        assert task.call is not None
        clouds, stack = self._state.ground.clouds, self._state.ground.stack.id
        if task.want is not None:
            self._box = self._box or await clouds.store.box(stack, keeps_all=True)
            task.want = msgspec.structs.replace(task.want, box=self._box)
        outcome = await task.call(task)
        is_over = task.step.deed is Deed.DELETE and isinstance(outcome, (Done, Gone))
        if is_over and not any(self._others(task.one)):
            self._box = None
            await clouds.store.discard(stack)
        return outcome

    def _others(self, one: Incarnation) -> Iterator[Incarnation]:
        """Those that have use for the container besides ``one``."""
        for other in _boxed(self._state):
            if other.id != one.id:
                yield other

    def expect(self, task: Task) -> None:
        """Look for what is left for ``task``, or for what it waits for, if anything is to be left there."""
        if self._looking is None and any(_heard_by(self._state, [task])):
            self._looking = self._state.group.create_task(self._look())

    async def _look(self) -> None:
        clouds, stack = self._state.ground.clouds, self._state.ground.stack.id
        while expected := self._expected():
            try:
                left = await clouds.store.left(stack)
            except (Retry, LostAnswer, ResourceError):
                left = {}  # it is looked for again
            for one in expected.values():
                kind, latest = signals.signalled(one.type), self._state.ground.world.get(one.id)
                for note in kind.read(latest, left) if kind is not None and latest is not None else ():
                    self._hears(one.id, note)
            await asyncio.sleep(self._pause())
        self._looking = None

    def _expected(self) -> dict[IncarnationId, Incarnation]:
        """For whom somebody waits that signals are left."""
        return {one.id: one for one in _heard_by(self._state, self._waiting())}

    def _waiting(self) -> list[Task]:
        return [task for task in self._state.tasks.values() if task.call is None]

    def _pause(self) -> float:
        """A tenth of the time that whoever came last has waited."""
        began = max((task.one.accepted_at for task in self._waiting()), default=0.0)
        return max(SOONEST, min(LATEST, (self._state.ground.ledger.now() - began) / 10))


def _boxed(state: RunState) -> Iterator[Incarnation]:
    world = state.ground.world
    for type_name in list(world.types()):
        kind = signals.signalled(type_name)
        for one in world.of_type(type_name) if kind is not None else ():
            assert kind is not None
            if kind.has_box(one.attempted or one.properties):
                yield one


def _heard_by(state: RunState, tasks: Sequence[Task]) -> Iterator[Incarnation]:
    """Of those to whom signals are left, those that ``tasks`` wait for: themselves, or a handle."""
    own = {task.one.id for task in tasks}
    awaited = {signals.awaited(task.one) for task in tasks} - {""}
    for one in _boxed(state):
        if one.id in own or (awaited and signals.reference(one) in awaited):
            yield one


def _hear_nothing(_one: IncarnationId, _note: Mapping[str, Value]) -> None:
    return
