"""What ``setpoint serve`` serves: the service, with the clouds that the command line knows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from setpoint.api.service.assembly import assembled
from setpoint.api.settings import Current
from setpoint.cli.home import data_folder
from setpoint.cli.opening import made_cloud
from setpoint.clouds.cloud import Cloud
from setpoint.model.stack import ProjectId


@asynccontextmanager
async def opened(
    current: Current, registry: CollectorRegistry, *, has_engine: bool
) -> AsyncIterator[ASGIApp]:
    """The application of one process, and all that it works with."""
    home = current.config.service.data_folder or data_folder()

    def make(name: str, project: ProjectId, options: Mapping[str, Any]) -> Cloud:
        return made_cloud(name, project, home=str(home), options=options)

    async with assembled(current, registry, make, home, has_engine=has_engine) as app:
        yield app
