"""The root command: finds the nouns in ``commands/`` and hands problems to :mod:`setpoint.cli.trouble`.

A module of that package with an object ``command`` is a command of the module's name (``try_`` is ``try``); there is no
list. A command's module imports nothing heavier than click before it runs, so that ``--help`` stays quick.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from typing import Any

import click

from setpoint import __version__
from setpoint.cli import commands
from setpoint.cli.verbs import Verbs

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Nouns(Verbs):
    """The group whose commands are the modules of ``commands/``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands."""
        return sorted(_spoken(found.name) for found in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None when there is none."""
        for found in pkgutil.iter_modules(commands.__path__):
            if _spoken(found.name) == cmd_name:
                command: click.Command = importlib.import_module(f"{commands.__name__}.{found.name}").command
                return command
        return None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; end with the exit code that it returns, or with that of the problem it ran into."""
        try:
            code = super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (Exception, KeyboardInterrupt) as problem:  # noqa: BLE001 - a bug is told here, not thrown at users
            from setpoint.cli.trouble import tell

            code = tell(problem)
        ctx.exit(int(code or 0))


def _spoken(module: str) -> str:
    return module.strip("_").replace("_", "-")


def _colour() -> bool | None:
    """False where no colours are wanted, None to let the stream decide (https://no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return False if plain else None


@click.command(cls=Nouns, context_settings=CONTEXT, no_args_is_help=True)
@click.version_option(__version__, "-V", "--version", message="setpoint %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Keep whole applications at their setpoint: plan, carry out, look, repair.

    `setpoint up TEMPLATE` shows a plan, asks, and carries it out. Data is kept in SETPOINT_HOME, or else in
    `setpoint` in the user's data folder.
    """
    ctx.color = _colour()
