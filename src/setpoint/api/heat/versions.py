"""What can be asked without a token: which versions there are, and whether the service is well."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from setpoint.api.heat import answer


def paths(endpoint: str = "") -> list[Route]:
    """The paths of this module. Links begin with ``endpoint``; where that is "", with the address that was asked."""

    async def versions(request: Request) -> Response:
        root = endpoint.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
        link = {"rel": "self", "href": f"{root}/v1/"}
        version = {"id": "v1.0", "status": "CURRENT", "links": [link]}
        return answer.json({"versions": [version]}, 300)

    return [Route("/", versions), Route("/versions", versions), Route("/healthcheck", _health)]


async def _health(request: Request) -> Response:
    """As oslo.middleware's health check: in words, in JSON to who would rather have that, and 204 to HEAD."""
    if request.method == "HEAD":
        return answer.no_content()
    if "application/json" in request.headers.get("accept", ""):
        return answer.json({"detailed": False, "reasons": []})
    return Response("", media_type="text/plain")
