"""Progress on a terminal: a tree that is drawn again a few times a second, as tall as the terminal at most."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator, Sequence

import rich.live
from rich.console import Console, Group, RenderableType
from rich.text import Text
from rich.tree import Tree as Branches

from setpoint.cli.progress.tree import Line, State, Tree
from setpoint.cli.show import is_reader_gone
from setpoint.cli.words import elapsed, one_line, wide
from setpoint.engine.converge import Drive
from setpoint.engine.executor.run import Run
from setpoint.model.address import Address, container_of, name_of
from setpoint.model.event import Event

_EVERY = 0.125
"""Seconds between two drawings."""

_LOOKS = {
    State.FAILED: ("✗", "red"),
    State.HELD: ("‖", "magenta"),
    State.UNDER_WAY: ("●", "cyan"),
    State.WAITING: ("○", "dim"),
    State.DONE: ("✓", "green"),
}


class Live:
    """Draws the run of the drive that it watches."""

    def __init__(self, stack_name: str) -> None:
        """Call the stack by its name."""
        self._stack_name = stack_name
        self._console = Console(highlight=False, emoji=False, markup=False)
        self._live: rich.live.Live | None = None
        self._drive: Drive | None = None
        self._run: Run | None = None
        self._tree: Tree | None = None
        self._began = 0.0
        self._is_aside = False

    def told(self, events: Sequence[Event]) -> None:
        """The run itself is looked at."""

    def watch(self, drive: Drive) -> None:
        """Draw what this drive does."""
        self._drive = drive

    def notice(self, line: str) -> None:
        """Say it above the tree."""
        self._console.print(Text(line, style="yellow"))

    @contextlib.asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        """Draw while the context lasts, and leave the last drawing."""
        drawing = asyncio.create_task(self._keep_drawing())
        try:
            yield
        finally:
            drawing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await drawing
            self._draw()
            self.stop()

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Leave the terminal to a question."""
        self._is_aside = True
        self.stop()
        try:
            yield
        finally:
            self._is_aside = False

    async def _keep_drawing(self) -> None:
        while True:
            self._draw()
            await asyncio.sleep(_EVERY)

    def _draw(self) -> None:
        try:
            self._draw_run()
        except OSError as problem:
            if not is_reader_gone(problem):
                raise
            self._is_aside = True  # the terminal is gone; the work goes on

    def stop(self) -> None:
        """Leave the last drawing, and the cursor, on the terminal."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _draw_run(self) -> None:
        run = self._drive.run if self._drive else None
        if run is None or self._is_aside:
            return
        if run is not self._run:
            self.stop()  # the drawing of an earlier plan stays above
            self._run, self._tree, self._began = run, Tree(run), time.monotonic()
        if self._live is None:
            self._live = rich.live.Live(console=self._console, auto_refresh=False, transient=False)
            self._live.start()
        self._live.update(self._picture(run), refresh=True)

    def _picture(self, run: Run) -> RenderableType:
        assert self._tree is not None, "it was made with the run"
        now = time.monotonic()
        lines = self._tree.lines(max(3, self._console.height - 4), now)
        parts: list[RenderableType] = [_branches(self._heading(run, now), lines)]
        hidden = len(self._tree) - len(lines)
        if hidden > 0 and lines:
            parts.append(Text(f"    and {hidden:,} more", style="dim"))
        return Group(*parts)

    def _heading(self, run: Run, now: float) -> Text:
        progress = run.progress
        counts = f"{progress.landed:,} of {len(progress):,} steps done, {len(run.tasks):,} under way"
        action = run.plan.action.value.lower()
        return Text.assemble(
            (self._stack_name, "bold"), f"  {action}  {counts}, {elapsed(now - self._began)}"
        )


def _branches(heading: Text, lines: Sequence[Line]) -> Branches:
    """The lines under the resources that they are members of."""
    names = max((wide(name_of(line.address)) + 4 * line.address.count("/") for line in lines), default=0)
    types = max((wide(line.type) for line in lines), default=0)
    root = Branches(heading, guide_style="dim", hide_root=False)
    shown: dict[Address, Branches] = {}
    for line in sorted(lines, key=lambda line: line.address.count("/")):
        above = _above(line.address, shown)
        name = name_of(line.address) if above else line.address
        depth = line.address.count("/") if above else 0
        pad = max(0, names - wide(name) - 4 * depth)
        shown[line.address] = (above or root).add(_label(line, name + " " * pad, types))
    return root


def _above(address: Address, shown: dict[Address, Branches]) -> Branches | None:
    """The branch of the composite directly around ``address``."""
    return shown.get(container_of(address)) if container_of(address) else None


def _label(line: Line, name: str, types: int) -> Text:
    sign, style = _LOOKS[line.state]
    took = elapsed(line.seconds) if line.seconds else ""
    words = "  ".join(word for word in (took, one_line(line.words)) if word)
    label = Text(no_wrap=True, overflow="ellipsis")
    label.append(f"{sign} ", style=style)
    label.append(f"{one_line(name)}  ")
    label.append(f"{line.type:{types}}  ", style="dim")
    label.append(
        words, style="red" if line.state is State.FAILED else "dim" if line.state is State.WAITING else ""
    )
    return label
