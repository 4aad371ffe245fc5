"""Progress as lines: one an event, for pipes, logs and other programs."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Iterator, Sequence

import click

from setpoint.cli import heat, show
from setpoint.cli.options import wants_json
from setpoint.cli.words import one_line
from setpoint.engine.converge import Drive
from setpoint.model.event import Event


class Lines:
    """``12:00:01 CREATE_COMPLETE web/0 OS::Nova::Server``; on stderr where stdout is kept for JSON."""

    def __init__(self, stack_name: str) -> None:
        """Call the stack itself by its name."""
        self._stack_name = stack_name

    def told(self, events: Sequence[Event]) -> None:
        """Print them. The work goes on when nobody reads them any more."""
        try:
            self._print(events)
        except OSError as problem:
            if not show.is_reader_gone(problem):
                raise
            show.silence_stdout()

    def _print(self, events: Sequence[Event]) -> None:
        if events:
            click.echo("\n".join(event_line(event, self._stack_name) for event in events), err=wants_json())

    def watch(self, drive: Drive) -> None:
        """Events say it all."""

    def notice(self, line: str) -> None:
        """Say it on stderr."""
        click.echo(line, err=True)

    @contextlib.asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        """Nothing is drawn."""
        yield

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Nothing is in the way."""
        yield

    def stop(self) -> None:
        """Nothing was drawn."""


class JsonLines(Lines):
    """``{"event": {...}}`` a line, with Heat's key names."""

    def _print(self, events: Sequence[Event]) -> None:
        for event in events:
            show.json_line({"event": heat.event(event, self._stack_name)})


def event_line(event: Event, stack_name: str) -> str:
    """An event in one line, at local time."""
    at = time.strftime("%H:%M:%S", time.localtime(event.at))
    name = event.address or stack_name
    reason = f"  {event.reason}" if event.reason else ""
    return one_line(f"{at} {event.action}_{event.status} {name} {event.type}{reason}")
