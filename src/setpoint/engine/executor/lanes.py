"""What may be under way at once: as many calls a cloud as its width allows, and nothing that excludes another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from setpoint.engine.executor.task import Task
from setpoint.engine.executor.width import Width


class Lane:
    """The calls to one cloud. Who finds no room queues, and enters when another leaves."""

    def __init__(self, width: int) -> None:
        """Let ``width`` calls in at once, to start with."""
        self._width = Width(width)
        self._queue: deque[Callable[[], None]] = deque()
        self._is_letting_in = False

    def enter(self, start: Callable[[], None]) -> None:
        """Start now or later. Whoever was let in must leave once, whether or not it came to a call."""
        self._queue.append(start)
        self._let_in()

    def leave(self) -> None:
        """Make room."""
        self._width.in_use -= 1
        self._let_in()

    def went_well(self) -> None:
        """A call was answered."""
        self._width.went_well()

    def was_asked_to_wait(self) -> None:
        """The cloud asked for patience."""
        self._width.was_asked_to_wait()

    def _let_in(self) -> None:
        if self._is_letting_in:
            return  # the loop below goes on with it: thousands may leave as soon as they are let in
        self._is_letting_in = True
        try:
            while self._queue and self._width.has_room:
                self._width.in_use += 1
                self._queue.popleft()()
        finally:
            self._is_letting_in = False


class Exclusion:
    """Keeps apart what a cloud cannot do in parallel: tasks that share a mutex key."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._held: set[str] = set()
        self._blocked: list[Task] = []

    def admits(self, task: Task) -> bool:
        """Whether ``task`` may go on. If so it holds its keys; if not it is blocked until they are free."""
        if not task.mutexes:
            return True
        if self._held.isdisjoint(task.mutexes):
            self._held |= task.mutexes
            return True
        self._blocked.append(task)
        return False

    def release(self, task: Task) -> list[Task]:
        """Free what ``task`` holds; returns those that may try again."""
        if not task.mutexes:
            return []
        if task in self._blocked:
            self._blocked.remove(task)
            return []
        self._held -= task.mutexes
        free, self._blocked = self._blocked, []
        return free
