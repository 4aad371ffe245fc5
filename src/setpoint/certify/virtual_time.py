"""An event loop whose time is a number: when nothing is left to do but wait, the wait is over at once.

An hour of timeouts, builds and ticks passes in milliseconds, and passes the same way every time. Real I/O and
threads are not expected in virtual time; who needs one all the same holds the loop meanwhile
(:meth:`VirtualLoop.hold`; executor jobs do it by themselves), and no virtual time passes until then.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

EPOCH = 1_767_225_600.0
"""1 January 2026, 00:00 UTC, in seconds since the Unix epoch: where :func:`clock` stands at virtual time 0."""

PATIENCE = 60.0
"""Real seconds that a held loop waits for its holder before it takes it for lost."""

_Ready = list[tuple[selectors.SelectorKey, int]]


class Deadlock(AssertionError):
    """Nothing is ready, no timer runs, nobody holds the loop, and the main task is not done: a bug.

    ``pending`` says of each unfinished task where it waits.
    """

    def __init__(self, why: str, pending: tuple[str, ...]) -> None:
        """Name the tasks that wait for something that cannot come."""
        self.pending = pending
        super().__init__("\n".join((f"{why}; waiting for ever:", *pending)))


class VirtualLoop(asyncio.SelectorEventLoop):
    """An asyncio loop in virtual time: ``time()`` starts at ``start`` (seconds) and jumps to the next timer."""

    def __init__(self, start: float = 0.0) -> None:
        """Begin at ``start``; nothing of the machine's clock is read."""
        self._now = start
        self._holders = 0
        super().__init__(_Jumping(self._pass_time))
        # A timer is due when its time is before now + resolution. After half a year of virtual time the
        # machine clock's nanosecond is lost in rounding, and nothing would ever be due again.
        self._clock_resolution = 1e-6

    def time(self) -> float:
        """Virtual seconds."""
        return self._now

    @contextmanager
    def hold(self) -> Iterator[None]:
        """While anybody is inside, no virtual time passes: the loop waits for real (PATIENCE at a time)."""
        self._holders += 1
        try:
            yield
        finally:
            self._holders -= 1

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        """As any loop does, and hold this one until the job is done."""
        job = super().run_in_executor(executor, func, *args)
        self._holders += 1
        job.add_done_callback(self._let_go)
        return job

    async def shutdown_default_executor(self, *args: Any) -> None:
        """As any loop does; its threads end in real time."""
        with self.hold():
            await super().shutdown_default_executor(*args)

    def _let_go(self, _job: object) -> None:
        self._holders -= 1

    def _pass_time(self, look: Callable[[float], _Ready], timeout: float | None) -> _Ready:
        """Answer "what is ready within ``timeout``?"; real time passes only while the loop is held."""
        if (found := look(0)) or (timeout is not None and timeout <= 0):
            return found
        if self._holders:
            return self._wait_for_holders(look)
        if timeout is None:
            raise Deadlock("nothing is ready and no timer runs", _unfinished(self))
        self._now += timeout
        return []

    def _wait_for_holders(self, look: Callable[[float], _Ready]) -> _Ready:
        lost = time.monotonic() + PATIENCE
        found = look(PATIENCE)
        if not found and time.monotonic() >= lost:
            raise Deadlock(f"the loop was held for {PATIENCE:g} real seconds", _unfinished(self))
        return found


class _Jumping(selectors.DefaultSelector):
    """The one place where an asyncio loop lets time pass; asks the loop how."""

    def __init__(self, pass_time: Callable[[Callable[[float], _Ready], float | None], _Ready]) -> None:
        super().__init__()
        self._pass_time = pass_time

    def select(self, timeout: float | None = None) -> _Ready:
        return self._pass_time(super().select, timeout)


def run(main: Coroutine[Any, Any, T], *, start: float = 0.0) -> T:
    """Run ``main`` to its end in virtual time from ``start`` (seconds) on. Deadlock when it cannot end."""
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(start)) as runner:
        return runner.run(main)


def clock() -> float:
    """Seconds since the Unix epoch: of the running loop where its time is virtual, else of the machine."""
    loop = asyncio._get_running_loop()  # noqa: SLF001 -- the public spelling raises where there is none
    return EPOCH + loop.time() if isinstance(loop, VirtualLoop) else time.time()


def _unfinished(loop: asyncio.AbstractEventLoop) -> tuple[str, ...]:
    return tuple(sorted(_where(task) for task in asyncio.all_tasks(loop)))


def _where(task: asyncio.Task[Any]) -> str:
    frames = task.get_stack(limit=1)
    if not frames:
        return f"  {task.get_name()}, not started"
    code = frames[-1].f_code
    return f"  {task.get_name()} in {code.co_name}, {code.co_filename}:{frames[-1].f_lineno}"
