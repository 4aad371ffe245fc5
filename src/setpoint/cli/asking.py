"""Asking a person, while the event loop goes on."""

from __future__ import annotations

import asyncio
import sys

import click

from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotApproved

_YES = frozenset({"y", "yes"})


def is_somebody_there() -> bool:
    """Whether there is a terminal to ask on: questions go to stderr, answers come from stdin."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


async def agreed(question: str, *, yes: bool) -> None:
    """Ask, unless ``yes`` was given. Raises NotApproved for a no, and where there is no terminal to ask on."""
    if yes:
        return
    if not is_somebody_there():
        raise NotApproved(
            [
                Diagnostic(
                    "nothing was changed: there is no terminal to ask on", advice="approve it with --yes"
                )
            ]
        )
    if not await asked(question):
        raise NotApproved([Diagnostic("nothing was changed")])


async def asked(question: str) -> bool:
    """Ask; only a clear yes is one. The end of input is a no."""
    click.echo(f"{question} [y/N] ", err=True, nl=False)
    answer = await _line()
    if not answer.endswith("\n"):
        click.echo(err=True)
    return answer.strip().lower() in _YES


async def _line() -> str:
    """What is typed next; a terminal hands over whole lines, so reading one does not block."""
    loop = asyncio.get_running_loop()
    typed: asyncio.Future[str] = loop.create_future()
    descriptor = sys.stdin.fileno()

    def read() -> None:
        if not typed.done():
            typed.set_result(sys.stdin.readline())

    loop.add_reader(descriptor, read)
    try:
        return await typed
    finally:
        loop.remove_reader(descriptor)
