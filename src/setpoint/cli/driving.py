"""Working on one stack: an engine with progress on the terminal, interrupts understood, and an ending that is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import msgspec

from setpoint.cli import show
from setpoint.cli.consent import Consent
from setpoint.cli.ending import tell_end
from setpoint.cli.exits import Exit
from setpoint.cli.interrupts import Interrupts
from setpoint.cli.opening import opened_engine
from setpoint.cli.progress import Progress, progress_for
from setpoint.engine.converge import Drive
from setpoint.engine.engine import Engine
from setpoint.engine.requests.update import Options
from setpoint.engine.result import Result
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.incarnation import Status


class Work(msgspec.Struct, frozen=True):
    """What a command that changes a stack works with."""

    engine: Engine
    progress: Progress
    consent: Consent
    watch: Callable[[Drive], None]

    @property
    def options(self) -> Options:
        """The options of an update whose plan is shown and asked for."""
        return Options(consent=self.consent.to_plan, approve=self.consent.to_expansion, watch=self.watch)

    @property
    def unasked(self) -> Options:
        """The options of work that needs nobody's consent, for it deletes nothing."""
        return Options(approve=self.consent.to_expansion, watch=self.watch)

    def take_over(self, stack_name: str) -> None:
        """Say so, where another process is at work on the stack: it is asked to stop, which takes its time."""
        stack = self.engine.records.stack(stack_name)
        if stack is not None and self.engine.records.is_leased(stack.id):
            self.progress.notice(
                f"another process is at work on stack {stack.name}; waiting for it to let go"
            )


Request = Callable[[Work], Awaitable[Result]]
"""Asks the engine for something that is driven to its end."""


async def driven(stack_name: str, request: Request, *, cloud: str = "", yes: bool = False) -> Exit:
    """Carry out ``request`` on a stack, show how it goes, and tell how it ended."""
    progress = progress_for(stack_name)
    interrupts = Interrupts(progress, stack_name)
    began = time.monotonic()

    def watch(drive: Drive) -> None:
        if drive.stack.status is Status.IN_PROGRESS:
            progress.notice(f"a plan for stack {stack_name} was cut off; what it has set off is taken up")
        interrupts.watch(drive)
        progress.watch(drive)

    async with opened_engine(stack_name, cloud, told=progress.told) as engine:
        work = Work(engine, progress, Consent(progress, is_given=yes), watch)
        with interrupts.caught():
            try:
                async with progress.shown():
                    result = await request(work)
            except asyncio.CancelledError:
                if not interrupts.count:
                    raise
                show.refusal([Diagnostic("interrupted before anything was started")])
                return Exit.INTERRUPTED
        return tell_end(engine, result, work.consent.shown, time.monotonic() - (work.consent.at or began))
