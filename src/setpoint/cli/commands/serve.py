"""``setpoint serve``: the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from setpoint.cli.options import cloud_option

if TYPE_CHECKING:
    from setpoint.api.service.config import Reading


@click.command
@click.option(
    "--config",
    "file",
    metavar="FILE",
    help="The configuration; by default SETPOINT_CONFIG, else setpoint/setpoint.toml in the user's folder of "
    "configurations, else /etc/setpoint/setpoint.toml.",
)
@click.option("--listen", metavar="HOST:PORT", help="Where the API listens; by default 127.0.0.1:8004.")
@click.option("--workers", metavar="N", help="Processes that answer requests.")
@cloud_option
@click.option(
    "--insecure-listen",
    is_flag=True,
    help="Listen beyond this machine although there is no Keystone, or no TLS.",
)
def command(
    *, file: str | None, listen: str | None, workers: str | None, cloud: str, insecure_listen: bool
) -> int:
    """Serve OpenStack Heat's API until told to end (SIGTERM, Ctrl-C).

    Requests under way are answered first. SIGHUP reads the configuration anew: policy, limits, log level and
    certificates change without a restart. `setpoint config show` tells of every option.
    """
    import os
    from pathlib import Path

    from setpoint.api.service.config import config_file, given_options, read_config
    from setpoint.api.service.running import Hooks, run_service
    from setpoint.api.service.together import counted_together
    from setpoint.cli import show
    from setpoint.cli.greeting import greet
    from setpoint.cli.served import opened
    from setpoint.cli.trouble import tell

    path = config_file(file, os.environ, Path.home())
    given = given_options(
        listen=("service.listen", listen),
        workers=("service.workers", workers),
        cloud=("service.cloud", cloud),
        insecure_listen=("service.insecure_listen", "true" if insecure_listen else ""),
    )

    def read() -> Reading:
        return _at_home(read_config(path, os.environ, given))

    reading = read()
    show.diagnostics(reading.warnings)
    with counted_together(reading.config) as forget:
        return run_service(reading, read, opened, Hooks(greet, tell, forget))


def _at_home(reading: Reading) -> Reading:
    """With the data folder of the command line, where none is configured."""
    import msgspec

    from setpoint.cli.home import data_folder

    config = reading.config
    if config.service.data_folder is not None:
        return reading
    service = msgspec.structs.replace(config.service, data_folder=data_folder())
    return msgspec.structs.replace(reading, config=msgspec.structs.replace(config, service=service))
