"""Ctrl-C: once to start nothing more, twice to leave now. SIGTERM and SIGHUP count as once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Iterator

from setpoint.cli.exits import Exit
from setpoint.cli.progress import Progress
from setpoint.engine.converge import Drive

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupts:
    """What interrupts mean while one stack is worked on."""

    def __init__(self, progress: Progress, stack_name: str) -> None:
        """Say through ``progress`` what has been understood."""
        self._progress = progress
        self._stack_name = stack_name
        self._drive: Drive | None = None
        self._work: asyncio.Task[object] | None = None
        self.count = 0

    def watch(self, drive: Drive) -> None:
        """From now on, an interrupt lets ``drive`` end in good order once its plan is being carried out."""
        self._drive = drive

    @contextlib.contextmanager
    def caught(self) -> Iterator[None]:
        """Catch the signals for the task that is running, while the context lasts."""
        loop = asyncio.get_running_loop()
        self._work = asyncio.current_task()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._interrupt)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)
                if self.count:
                    signal.signal(number, signal.SIG_IGN)  # it is ending already

    def _interrupt(self) -> None:
        self.count += 1
        if self.count > 1:
            self._leave()
        elif self._drive is not None and self._drive.run is not None:
            self._drive.interrupt()
            self._progress.notice(
                f"stopping: nothing more is started, calls in flight are waited for; "
                f"`setpoint up --name {self._stack_name}` goes on from here (once more to leave now)"
            )
        elif self._work is not None:
            self._work.cancel()

    def _leave(self) -> None:
        """End here and now, as a crash would: the journal makes that safe."""
        self._progress.stop()
        self._progress.notice("left; what was under way is in the journal")
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(Exit.INTERRUPTED)
