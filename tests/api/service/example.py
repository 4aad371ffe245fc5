"""``setpoint serve`` with an application made for tests in place of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from setpoint.api.caller import Caller
from setpoint.api.heat import versions
from setpoint.api.settings import Current
from setpoint.cli import served
from setpoint.cli.main import main
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import ProjectId


async def echo(request: Request) -> Response:
    return JSONResponse({"bytes": len(await request.body())})


async def held(request: Request) -> Response:
    """Answer once somebody writes into the pipe."""
    return JSONResponse((await asyncio.to_thread(Path(request.query_params["pipe"]).read_bytes)).decode())


async def forever(_request: Request) -> Response:
    await asyncio.Event().wait()
    return Response()


async def bug(_request: Request) -> Response:
    raise ZeroDivisionError("what only the log may tell")


async def stack(request: Request) -> Response:
    """What a door that knows its callers puts into the scope."""
    request.scope["caller"] = Caller(ProjectId("p1"), "u1", "ada")
    request.scope["rule"] = request.query_params.get("rule", "stacks:show")
    return Response(status_code=202)


@asynccontextmanager
async def opened(current: Current, registry: object, *, has_engine: bool) -> AsyncIterator[ASGIApp]:  # noqa: ARG001
    if "EXAMPLE_REFUSES" in os.environ:
        raise InvalidInput.because("the store is of another time")

    async def who(_request: Request) -> Response:
        largest = current.config.limits.max_json_body_size
        return JSONResponse({"pid": os.getpid(), "engine": has_engine, "largest": largest})

    services: Any = SimpleNamespace(endpoint=current.config.service.public_endpoint.rstrip("/"))
    routes = [
        *(Route(one.path, partial(one.handler, services)) for one in versions.OPEN),
        Route("/echo", echo, methods=["POST"]),
        Route("/held", held),
        Route("/forever", forever),
        Route("/bug", bug),
        Route("/who", who),
        Route(
            "/v1/{tenant_id}/stacks/{stack_name}/{stack_id}", stack, methods=["GET", "POST", "PUT", "DELETE"]
        ),
    ]
    sys.stderr.write("opened\n")
    yield Router(routes)
    sys.stderr.write("closed\n")


if __name__ == "__main__":
    served.opened = opened
    main()
