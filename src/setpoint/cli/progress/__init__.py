"""What is seen while a plan is carried out: a live tree on a terminal, lines in a pipe, JSON lines on request.

All of them hear of events once they are durable, and look at the drive for what waits; none holds anything up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Protocol

from setpoint.cli.options import wants_json, wants_json_lines
from setpoint.engine.converge import Drive
from setpoint.model.event import Event


class Progress(Protocol):
    """One way of showing progress."""

    def told(self, events: Sequence[Event]) -> None:
        """Take in events that are durable."""
        ...

    def watch(self, drive: Drive) -> None:
        """Take note of the drive that begins."""
        ...

    def notice(self, line: str) -> None:
        """Say something between."""
        ...

    def shown(self) -> AbstractAsyncContextManager[None]:
        """Show progress while the context lasts."""
        ...

    def aside(self) -> AbstractContextManager[None]:
        """Leave the terminal to a question while the context lasts."""
        ...

    def stop(self) -> None:
        """Show no more, and leave the terminal as it was."""
        ...


def progress_for(stack_name: str) -> Progress:
    """The way that fits where the output goes."""
    if wants_json_lines():
        from setpoint.cli.progress.lines import JsonLines

        return JsonLines(stack_name)
    if is_terminal() and not wants_json():
        from setpoint.cli.progress.live import Live

        return Live(stack_name)
    from setpoint.cli.progress.lines import Lines

    return Lines(stack_name)


def is_terminal() -> bool:
    """Whether stdout can be drawn on."""
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")
