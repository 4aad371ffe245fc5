"""What can be asked without a token: which versions there are, and whether the service is well."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from setpoint.api.heat import answer


def paths() -> list[Route]:
    """The paths of this module."""
    return [Route("/", _versions), Route("/versions", _versions), Route("/healthcheck", _health)]


async def _versions(request: Request) -> Response:
    href = f"{request.url.scheme}://{request.url.netloc}/v1/"
    version = {"id": "v1.0", "status": "CURRENT", "links": [{"rel": "self", "href": href}]}
    return answer.json({"versions": [version]}, 300)


async def _health(_request: Request) -> Response:
    return Response("", media_type="text/plain")
