"""``setpoint stack``: look at stacks, and do one thing to all that is in one.

A file holds verbs that belong together; each says in ``VERBS`` which.
"""

from __future__ import annotations

import click

from setpoint.cli.commands.stack import carrying, looking, snapshots, sweeping
from setpoint.cli.verbs import Verbs


@click.group(cls=Verbs)
def command() -> None:
    """Look at stacks; cancel, suspend, check, roll back, save and carry them over.

    Where there is exactly one stack, NAME may be left out.
    """


for _module in (looking, sweeping, carrying, snapshots):
    for _verb in _module.VERBS:
        command.add_command(_verb)
