"""``setpoint doctor``: what is wrong, and what was left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from setpoint.cli.options import json_option

if TYPE_CHECKING:
    from setpoint.cli.exits import Exit


@click.command
@click.option("--repair", is_flag=True, help="Mend what is safe to mend.")
@click.option(
    "--remove", metavar="TOKEN", multiple=True, help="Delete this thing that no stack has a record of."
)
@click.option(
    "--rotate-key",
    "rotates_key",
    is_flag=True,
    help="Encrypt all secrets with a new key; forget the old one.",
)
@json_option
def command(*, repair: bool, remove: tuple[str, ...], rotates_key: bool) -> Exit:
    """Examine the data folder and what is on this machine. Changes nothing unless it is told to.

    Looks for damage in the records, for secrets that others could read, for what killed processes left behind, and for
    things on this machine that no stack has a record of: those may have been forgotten on purpose, so --repair leaves
    them alone. Exit code 1 where something is damaged, 5 where something was left behind.
    """
    from setpoint.cli import show
    from setpoint.cli.examination import examine, remove_left, report, rotate_key
    from setpoint.cli.exits import Exit
    from setpoint.cli.opening import run
    from setpoint.cli.options import wants_json

    for token in remove:
        gone = run(remove_left(token))
        show.note(f"{gone.type} {gone.physical_id} is removed")
    sealed = rotate_key() if rotates_key else None
    found = run(examine(repair=repair))
    if wants_json():
        show.json(found.as_json() | ({} if sealed is None else {"sealed_with_new_key": sealed}))
    else:
        if sealed is not None:
            show.text(f"the key is exchanged; secrets that are encrypted with the new one: {sealed}")
        report(found)
    if found.damage:
        return Exit.FAILED
    return Exit.CHANGES if found.left_behind else Exit.DONE
