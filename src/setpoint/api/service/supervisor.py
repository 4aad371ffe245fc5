"""Several processes that share the sockets: started, told of signals, and replaced when one dies.

Each is forked, and holds one end of a pair of sockets, its lifeline: it writes a byte to it once it serves; the
supervisor sees at the other end that it is gone, and it sees that the supervisor is.
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import msgspec

from setpoint.api.service.process import Post

ENDING = (signal.SIGTERM, signal.SIGINT)
PASSED_ON = (*ENDING, signal.SIGHUP)
STEADY = 10.0
"""Seconds after which a process has lived: when it dies then, it is replaced at once."""
LONGEST_PAUSE = 30.0
"""Seconds, at most, before one is replaced that dies again and again."""
MERCY = 10.0
"""Seconds beyond the graceful ones, after which a process that does not end is killed."""


class Child(msgspec.Struct):
    """A process, or the place of one that is dead: ``pid`` is 0 then, and ``due`` when it is to be replaced."""

    number: int
    pid: int = 0
    line: socket.socket | None = None
    born: float = 0.0
    due: float = 0.0
    is_ready: bool = False
    deaths: int = 0


def pause(deaths: int) -> float:
    """Seconds before the next try, after so many deaths in a row of what had hardly lived: 0.5, 1, 2, 4, ..."""
    return min(LONGEST_PAUSE, 0.5 * 2 ** (deaths - 1)) if deaths else 0.0


class Supervisor:
    """Keeps ``count`` processes alive, each doing ``work``, which answers its exit code."""

    def __init__(
        self,
        count: int,
        work: Callable[[Post, Callable[[], None]], int],
        *,
        graceful: float,
        ready: Callable[[], None],
        ending: Callable[[], None],
        told: Callable[[str], None],
        buried: Callable[[int], None],
    ) -> None:
        """``graceful`` are the seconds that a process may take to end.

        ``ready`` is called once all serve, ``ending`` once they are to end, ``told`` with what happens, ``buried`` with
        the id of each that has died.
        """
        self._work = work
        self._graceful = graceful
        self._ready = ready
        self._ending = ending
        self._told = told
        self._buried = buried
        self._children = [Child(number) for number in range(count)]
        self._selector = selectors.DefaultSelector()
        self._was_ready = False
        self._code: int | None = None
        """What to end with, once that is decided."""
        self._until = 0.0

    def run(self) -> int:
        """Start all, and keep them until a signal says to end. The exit code is that of one that could never begin."""
        with self._signals() as signals:
            while self._code is None or any(one.pid for one in self._children):
                if self._code is None:
                    self._replace()
                elif monotonic() > self._until:
                    self._send(signal.SIGKILL)
                for key, _ in self._selector.select(self._patience()):
                    if key.fileobj is signals:
                        self._heed(signals.recv(64))
                    else:
                        self._hear(key.data)
        return self._code

    # --- signals

    @contextmanager
    def _signals(self) -> Iterator[socket.socket]:
        """Signals as bytes that can be read: their numbers."""
        inner, outer = socket.socketpair()
        for one in (inner, outer):
            one.settimeout(0)
        before = {number: signal.signal(number, lambda _number, _frame: None) for number in PASSED_ON}
        signal.set_wakeup_fd(outer.fileno(), warn_on_full_buffer=False)
        self._selector.register(inner, selectors.EVENT_READ)
        try:
            yield inner
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._selector.close()
            inner.close()
            outer.close()

    def _heed(self, numbers: bytes) -> None:
        for number in numbers:
            if number in ENDING:
                self._end(0)
            elif number == signal.SIGHUP:
                self._send(signal.SIGHUP)

    def _end(self, code: int) -> None:
        """Let all end; at once where that was said before."""
        if self._code is None:
            self._code = code
            self._until = monotonic() + self._graceful + MERCY
            self._ending()
        self._send(signal.SIGTERM)

    def _send(self, number: signal.Signals) -> None:
        for child in self._children:
            if child.pid:
                os.kill(child.pid, number)

    # --- processes

    def _patience(self) -> float | None:
        """Seconds until something is due."""
        due = [one.due for one in self._children if not one.pid] if self._code is None else [self._until]
        return max(0.0, min(due) - monotonic()) if due else None

    def _replace(self) -> None:
        for child in self._children:
            if not child.pid and child.due <= monotonic():
                self._start(child)

    def _start(self, child: Child) -> None:
        ours, its = socket.socketpair()
        signal.pthread_sigmask(
            signal.SIG_BLOCK, PASSED_ON
        )  # none may come between the fork and what follows it
        pid = os.fork()
        if not pid:
            self._be(child.number, ours, its)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, PASSED_ON)
        its.close()
        child.pid, child.line, child.born, child.is_ready = pid, ours, monotonic(), False
        self._selector.register(ours, selectors.EVENT_READ, child)

    def _be(self, number: int, ours: socket.socket, its: socket.socket) -> None:
        """Be the process that was forked, until its end."""
        code = 1

        def started() -> None:
            its.send(b"!")

        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            for one in (
                signal.SIGINT,
                signal.SIGHUP,
            ):  # a terminal's Ctrl-C reaches all; the supervisor tells of it
                signal.signal(one, signal.SIG_IGN)
            self._selector.close()
            for line in (ours, *(one.line for one in self._children if one.line)):
                line.close()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, PASSED_ON)
            code = self._work(Post(number, len(self._children), its), started)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _hear(self, child: Child) -> None:
        """A process serves, or is gone."""
        assert child.line
        if child.line.recv(1):
            child.is_ready = True
            if not self._was_ready and all(one.is_ready for one in self._children):
                self._was_ready = True
                self._ready()
            return
        self._selector.unregister(child.line)
        child.line.close()
        pid, child.line, child.pid = child.pid, None, 0
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self._buried(pid)
        if self._code is not None:
            return
        if not child.is_ready and not self._was_ready:
            self._end(code if code > 0 else 1)
            return
        lived = monotonic() - child.born
        child.deaths = child.deaths + 1 if lived < STEADY else 0
        wait = pause(child.deaths)
        child.due = monotonic() + wait
        how = f"was killed by signal {-code}" if code < 0 else f"ended with {code}"
        self._told(f"process {child.number} {how}; another one starts in {wait:g} s")
