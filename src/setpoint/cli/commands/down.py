"""``setpoint down``: remove a stack with everything that it made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from setpoint.cli.options import (
    DURATION,
    json_lines_option,
    json_option,
    look_option,
    stack_argument,
    yes_option,
)

if TYPE_CHECKING:
    from setpoint.cli.driving import Work
    from setpoint.cli.exits import Exit
    from setpoint.engine.result import Result


@click.command
@stack_argument
@yes_option
@click.option("--step-timeout", type=DURATION, default=0, help="For each resource.")
@look_option
@json_option
@json_lines_option
def command(name: str, yes: bool, step_timeout: float, look: bool) -> Exit:
    """Remove the stack NAME with all that it made.

    Each resource goes after what stands on it. The plan is shown, and asked for, first.

    Resources with the deletion policy Retain, and those that were there before, stay; they are forgotten.
    """
    from setpoint.cli.driving import driven
    from setpoint.cli.opening import run

    async def request(work: Work) -> Result:
        from msgspec.structs import replace

        from setpoint.engine.requests.update import update

        work.take_over(name)
        options = replace(work.options, looks=look, step_timeout=step_timeout)
        return await update(work.engine, work.engine.stack(name), None, options)

    return run(driven(name, request, yes=yes))
