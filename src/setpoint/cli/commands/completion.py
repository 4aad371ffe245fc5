"""``setpoint completion``: what makes a shell complete commands, stacks and resources."""

from __future__ import annotations

import click

SHELLS = ("bash", "zsh", "fish")


@click.command
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script that makes SHELL complete what is typed after `setpoint`.

    \b
    bash:  setpoint completion bash > ~/.local/share/bash-completion/completions/setpoint
    zsh:   setpoint completion zsh > "${fpath[1]}/_setpoint"
    fish:  setpoint completion fish > ~/.config/fish/completions/setpoint.fish
    """  # noqa: D301 - \b is click's mark of lines to be left as they are
    from click.shell_completion import get_completion_class

    from setpoint.cli.main import main

    found = get_completion_class(shell)
    assert found is not None, shell
    click.echo(found(main, {}, "setpoint", "_SETPOINT_COMPLETE").source())
