"""Verbs that act on all of a stack: ``cancel``, ``suspend``, ``resume``, ``check``, ``rollback``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from setpoint.cli.options import json_lines_option, json_option, yes_option
from setpoint.cli.stacks import name_argument

if TYPE_CHECKING:
    from setpoint.cli.driving import Work
    from setpoint.cli.exits import Exit
    from setpoint.engine.result import Result
    from setpoint.model.stack import Stack


@click.command
@name_argument
@click.option("--rollback", is_flag=True, help="Then go back to the last good revision.")
@json_option
def cancel(name: str | None, *, rollback: bool) -> None:
    """End what is being done to the stack NAME. What has been made stays, unless --rollback is given.

    The process that works on the stack starts nothing more and ends when the calls that it has made are answered; this
    command does not wait for that.
    """
    from setpoint.cli import heat, show
    from setpoint.cli.opening import opened_engine, run
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import the_stack

    async def ask() -> Stack:
        from setpoint.engine.requests.asking import cancel as asked

        async with opened_engine() as engine:
            stack = the_stack(engine.records, name)
            await asked(engine, stack.id, rollback=rollback)
            return stack

    stack = run(ask())
    if wants_json():
        show.json(heat.stack(stack))
    else:
        show.text(f"asked whoever works on stack {stack.name} to {'go back' if rollback else 'end'}")
        show.note(f"`setpoint event follow {stack.name} --until-done` shows how it ends")


@click.command
@name_argument
@json_option
@json_lines_option
def suspend(name: str | None) -> Exit:
    """Put every resource of the stack NAME to sleep, what uses others first. Types that know none are marked only."""
    return _sweep(name, "SUSPEND")


@click.command
@name_argument
@json_option
@json_lines_option
def resume(name: str | None) -> Exit:
    """Wake every resource of the stack NAME, what others use first."""
    return _sweep(name, "RESUME")


@click.command
@name_argument
@json_option
@json_lines_option
def check(name: str | None) -> Exit:
    """Look at every resource of the stack NAME, and write down how it was found.

    What does not work is marked as failed, so that the next update replaces it. To only look, use `setpoint drift`.
    """
    return _sweep(name, "CHECK")


def _sweep(name: str | None, action: str) -> Exit:
    from setpoint.cli.driving import driven
    from setpoint.cli.opening import run
    from setpoint.cli.stacks import name_of_stack

    async def request(work: Work) -> Result:
        from setpoint.engine.requests.sweep import sweep
        from setpoint.model.incarnation import Action

        return await sweep(work.engine, chosen, Action(action), work.unasked)

    chosen = name_of_stack(name)
    return run(driven(chosen, request))


@click.command
@name_argument
@yes_option
@json_option
@json_lines_option
def rollback(name: str | None, *, yes: bool) -> Exit:
    """Bring the stack NAME back to its last good revision. The plan is shown, and asked for, first.

    Where the stack is at a good revision, it goes back to the one before. What is being done to it is ended.
    """
    from setpoint.cli.driving import driven
    from setpoint.cli.opening import run
    from setpoint.cli.stacks import name_of_stack

    async def request(work: Work) -> Result:
        from setpoint.engine.requests.sweep import rollback as back

        return await back(work.engine, chosen, work.options)

    chosen = name_of_stack(name)
    return run(driven(chosen, request, yes=yes))


VERBS = (cancel, suspend, resume, check, rollback)
