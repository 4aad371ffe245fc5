"""What ``setpoint serve`` serves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry
from starlette.routing import Router
from starlette.types import ASGIApp

from setpoint.api.heat import versions
from setpoint.api.settings import Current


@asynccontextmanager
async def opened(
    current: Current,
    registry: CollectorRegistry,  # noqa: ARG001 - as processes open it
    *,
    has_engine: bool,  # noqa: ARG001 - as processes open it
) -> AsyncIterator[ASGIApp]:
    """The application of one process, and all that it works with."""
    yield Router(versions.paths(current.config.service.public_endpoint))
