"""What may be under way at once: as many calls a cloud as its width allows, and nothing that excludes another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Generic, Protocol, TypeVar

from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.width import Width

AHEAD = 2
"""How many times as many may have written down their intents as may call: so that there is one whose intent is durable
for each call that has been answered, also where all of them are answered at once and the disk is slow."""

Start = Callable[[], None]
"""Writes an intent down, or finds that there is nothing to call."""

Calling = Coroutine[Any, Any, None]
"""A call of a cloud, until it has been answered."""

Call = Callable[[], Calling | None]
"""Calls a cloud; None where it has turned out meanwhile that it is not to be called."""

Spawn = Callable[[Calling], object]
"""Lets a coroutine run beside all else."""


class Lane:
    """The calls to one cloud. Who finds no room queues, and enters when another leaves.

    Who has entered writes its intent down, calls when that is durable and there is room for one more call, and leaves
    when the answer has been dealt with.
    """

    def __init__(self, width: int, spawn: Spawn) -> None:
        """Let ``width`` call at once, to start with, each in a task of ``spawn``."""
        self._width = Width(width)
        self._spawn = spawn
        self._queue: deque[tuple[Start, bool]] = deque()
        self._ready: deque[Call] = deque()
        self._inside = 0
        self._is_letting_in = False

    def enter(self, start: Start, *, ahead: bool = True) -> None:
        """Start now or later. Whoever was let in must leave once, whether or not it came to a call.

        ``ahead``: also while there is no room for its call. Not for what can be told from what was never called only
        by people, should the process die.
        """
        self._queue.append((start, ahead))
        self._let_in()

    def call(self, call: Call) -> None:
        """Call, for one who was let in, now or when another call has been answered."""
        self._ready.append(call)
        self._let_call()

    def leave(self) -> None:
        """Let another one in."""
        self._inside -= 1
        self._let_in()

    @property
    def has_room(self) -> bool:
        """Whether there is room for one more call besides those of all who are inside."""
        return self._has_room_for(ahead=False)

    def went_well(self) -> None:
        """A call was answered."""
        self._width.went_well()

    def was_asked_to_wait(self) -> None:
        """The cloud asked for patience."""
        self._width.was_asked_to_wait()

    def _let_call(self) -> None:
        while (calling := self._next()) is not None:
            self._spawn(self._carry_on(calling))

    async def _carry_on(self, calling: Calling | None) -> None:
        """Call, and then whatever else is ready to: at once, without a turn of the loop between two calls."""
        while calling is not None:
            try:
                await calling
            finally:
                self._width.in_use -= 1
            calling = self._next()
            self._let_call()  # there may be room for more than one

    def _next(self) -> Calling | None:
        while self._ready and self._width.has_room:
            calling = self._ready.popleft()()
            if calling is not None:
                self._width.in_use += 1
                return calling
        return None

    def _let_in(self) -> None:
        if self._is_letting_in:
            return  # the loop below goes on with it: thousands may leave as soon as they are let in
        self._is_letting_in = True
        try:
            while self._queue and self._has_room_for(ahead=self._queue[0][1]):
                self._inside += 1
                self._queue.popleft()[0]()
        finally:
            self._is_letting_in = False

    def _has_room_for(self, *, ahead: bool) -> bool:
        limit = self._width.limit
        return self._inside < (limit * AHEAD if ahead else limit)


class Claimant(Protocol):
    """Whoever may exclude others."""

    @property
    def key(self) -> Key:
        """Tells it from others."""
        ...

    @property
    def mutexes(self) -> frozenset[str]:
        """What it must have for itself, in words."""
        ...


C = TypeVar("C", bound=Claimant)


class Exclusion(Generic[C]):
    """Keeps apart what a cloud cannot do in parallel: tasks that share a mutex.

    Who finds a mutex held waits in the queue of that one. So when it is free again only the first has to be looked at,
    however many wait.
    """

    def __init__(self) -> None:
        """Hold nothing."""
        self._held: dict[str, Key] = {}
        self._queues: dict[str, dict[Key, C]] = {}
        self._waits_at: dict[Key, str] = {}

    def admits(self, task: C) -> bool:
        """Whether ``task`` may go on. If so it holds its mutexes; if not it waits until :meth:`release` gives it."""
        if not task.mutexes:
            return True
        held = next((mutex for mutex in sorted(task.mutexes) if mutex in self._held), None)
        if held is None:
            self._held.update(dict.fromkeys(task.mutexes, task.key))
            return True
        self._queues.setdefault(held, {})[task.key] = task
        self._waits_at[task.key] = held
        return False

    def release(self, task: C) -> list[C]:
        """Free what ``task`` holds, or let it wait no more; returns those that hold theirs now, and may go on."""
        if not task.mutexes:
            return []
        waits_at = self._waits_at.pop(task.key, None)
        if waits_at is not None:
            del self._queues[waits_at][task.key]
            return []
        freed = [mutex for mutex in sorted(task.mutexes) if self._held.get(mutex) == task.key]
        for mutex in freed:
            del self._held[mutex]
        return [free for mutex in freed for free in self._next(mutex)]

    def _next(self, mutex: str) -> Iterator[C]:
        """Whoever waits for ``mutex`` longest and can have it; those that lack another one go on to wait for that."""
        queue = self._queues.get(mutex, {})
        while queue and mutex not in self._held:
            task = queue.pop(next(iter(queue)))
            del self._waits_at[task.key]
            if self.admits(task):
                yield task
        if not queue:
            self._queues.pop(mutex, None)
