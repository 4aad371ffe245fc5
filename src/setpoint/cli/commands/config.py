"""``setpoint config``: what the service is told."""

from __future__ import annotations

import click

from setpoint.cli.options import json_option
from setpoint.cli.verbs import Verbs


@click.group(cls=Verbs)
def command() -> None:
    """Look at the configuration of the service, `setpoint serve`."""


@command.command
@click.option("--config", "file", metavar="FILE", help="The file; by default as for `setpoint serve`.")
@click.option(
    "--defaults", is_flag=True, help="Show what counts where nothing is set: read neither file nor variables."
)
@json_option
def show(*, file: str | None, defaults: bool) -> None:
    """Show every option: what it is, where that comes from, and what it is for.

    What is printed is a configuration file that means the same, but for secrets, which are masked. What nobody has set
    stands in comments.
    """
    import os
    from pathlib import Path

    from setpoint.api.service.config import Reading, config_file, read_config
    from setpoint.api.service.config.showing import lines, plain
    from setpoint.api.settings import Config
    from setpoint.cli import show as shown
    from setpoint.cli.options import wants_json

    path = config_file(file, os.environ, Path.home())
    reading = Reading(Config(), {}) if defaults else read_config(path, os.environ)
    shown.diagnostics(reading.warnings)
    if wants_json():
        shown.json(plain(reading))
    else:
        for line in lines(reading):
            shown.text(shown.one_line(line))
