"""``setpoint resource``: look at single resources, tell them something, and mend the record by hand.

A file holds verbs that belong together; each says in ``VERBS`` which.
"""

from __future__ import annotations

import click

from setpoint.cli.commands.resource import looking, surgery, telling
from setpoint.cli.verbs import Verbs


@click.group(cls=Verbs)
def command() -> None:
    """Look at single resources, signal them, and mend what is recorded of them by hand.

    RESOURCE is its name; within nested stacks and groups the way to it, as in group/0/server. Where there is
    exactly one stack, NAME may be left out.
    """


for _module in (looking, telling, surgery):
    for _verb in _module.VERBS:
        command.add_command(_verb)
