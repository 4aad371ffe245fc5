"""A command on a terminal: a pseudo-terminal that can be read, typed at, and interrupted."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic

INTERRUPT = "\x03"
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

_ON_ITS_TERMINAL = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that keys become signals
from setpoint.cli.main import main
main(prog_name="setpoint")
"""


class Terminal:
    """``setpoint`` with ``arguments``, in ``folder``, on a terminal of its own."""

    def __init__(
        self, folder: Path, *arguments: str, env: Mapping[str, str] | None = None, rows: int = 30
    ) -> None:
        """Start it."""
        self._seen = b""
        self._at = 0
        environment = {**os.environ, "TERM": "xterm-256color", **(env or {})}
        for name in {"NO_COLOR", "COLUMNS", "LINES"} - set(env or {}):
            environment.pop(name, None)
        self._descriptor, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 100, 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-c", _ON_ITS_TERMINAL, *arguments],
            cwd=folder,
            env=environment,
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
        )
        os.close(other)

    @property
    def raw(self) -> str:
        """Everything that came, escapes included."""
        return self._seen.decode(errors="replace")

    @property
    def text(self) -> str:
        """Everything that came, as it reads."""
        return _ESCAPES.sub("", self.raw).replace("\r", "")

    def wait_for(self, words: str, within: float = 20.0) -> None:
        """Read until ``words`` have come since what was waited for before."""
        deadline = monotonic() + within
        while (found := self.text.find(words, self._at)) < 0:
            assert self._read(deadline), f"{words!r} did not come:\n{self.text}"
        self._at = found + len(words)

    def type(self, keys: str) -> None:
        """Type."""
        os.write(self._descriptor, keys.encode())

    def kill(self) -> None:
        """End it, when it has not ended."""
        self._process.kill()
        self._process.wait()

    def interrupt_twice(self) -> None:
        """Let two interrupts come at once, so that the second finds the first unanswered."""
        for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGTERM, signal.SIGCONT):
            self._process.send_signal(number)

    def end(self, within: float = 20.0) -> int:
        """Read to the end, and give the exit code."""
        deadline = monotonic() + within
        while self._read(deadline):
            pass
        return self.close(within)

    def close(self, within: float = 20.0) -> int:
        """Close the terminal, as when its window is closed, and give the exit code."""
        os.close(self._descriptor)
        return self._process.wait(within)

    def _read(self, deadline: float) -> bool:
        """Read some more; False at the end."""
        left = deadline - monotonic()
        assert left > 0, f"it goes on and on:\n{self.text}"
        if not select.select([self._descriptor], [], [], left)[0]:
            return True
        try:
            some = os.read(self._descriptor, 65536)
        except OSError:  # what a terminal says when nobody has it open any more
            return False
        self._seen += some
        return bool(some)


Start = Callable[..., Terminal]
"""Starts a command on a terminal: what the fixture ``start`` gives."""
