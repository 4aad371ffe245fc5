"""What the service says once it can be reached: where, and how to get in."""

from __future__ import annotations

import sys

import click

from setpoint.api.settings import Config
from setpoint.cli.opening import PROJECT

TOKEN = "token"
"""The file of the data folder with the token that counts where there is no Keystone."""


def greet(config: Config) -> None:
    """Say it, on stdout."""
    service = config.service
    here = f"{'https' if config.has_tls else 'http'}://{service.listen}"
    root = config.root or here
    processes = f", {service.workers} processes" if service.workers > 1 else ""
    click.echo(f"Setpoint listens on {here} (cloud {service.cloud}{processes})")
    if config.has_keystone:
        click.echo(f"  Keystone: {config.keystone.auth_url}")
    else:
        token = (service.data_folder / TOKEN) if service.data_folder else TOKEN
        click.echo(f"  token: {token}; for OpenStack's clients:")
        click.echo("  export OS_AUTH_TYPE=admin_token")
        click.echo(f"  export OS_ENDPOINT={root}/v1/{PROJECT}")
        click.echo(f'  export OS_TOKEN="$(cat {token})"')
    sys.stdout.flush()
