"""``setpoint template``: the language of templates, the types that they may use, and the template of a stack.

A file holds verbs that belong together; each says in ``VERBS`` which.
"""

from __future__ import annotations

import click

from setpoint.cli.commands.template import language, showing, types
from setpoint.cli.verbs import Verbs


@click.group(cls=Verbs)
def command() -> None:
    """Look up what may stand in a template, and what stands in that of a stack."""


for _module in (language, types, showing):
    for _verb in _module.VERBS:
        command.add_command(_verb)
