"""A group of commands that answers a misspelt one with the nearest there is."""

from __future__ import annotations

import click


class Verbs(click.Group):
    """A noun with its verbs; also the base of the root command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a misspelt name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from setpoint.model.nearest import did_you_mean

            known = self.list_commands(ctx)
            advice = did_you_mean(args[0], known, f"`{ctx.command_path} --help` lists what there is")
            raise click.UsageError(f"there is no command '{args[0]}'; {advice}", ctx) from None
