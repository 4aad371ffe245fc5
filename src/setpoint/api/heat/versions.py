"""What can be asked without a token: which versions there are, and whether the service is well."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from setpoint.api.heat import answer

_ANOTHER = re.compile(r"/v\d+(\.\d+)?(/|\Z)")
_NAMED = "application/vnd.openstack.orchestration-"
_THIS = "v1.0"


def paths(endpoint: str = "") -> list[Route]:
    """The paths of this module. Links begin with ``endpoint``; where that is "", with the address that was asked."""

    async def versions(request: Request) -> Response:
        return _versions(request, endpoint)

    return [Route("/", versions), Route("/versions", versions), Route("/healthcheck", _health)]


def negotiating(router: Router, unknown: ASGIApp, endpoint: str = "") -> ASGIApp:
    """What answers for paths that ``router`` does not have, in which a version may be wrong or missing.

    A path that names another version is told which there are. One that names none has that of the header ``Accept``,
    where that names this one. For all else ``unknown`` answers.
    """

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        path, accept = scope["path"], Request(scope).headers.get("accept", "")
        names_this = path.startswith("/v1/") or path == "/v1"
        version = accept.removeprefix(_NAMED) if accept.startswith(_NAMED) else ""
        if not names_this and version == _THIS and not _ANOTHER.match(path):
            await router({**scope, "path": f"/v1{path}"}, receive, send)
        elif not names_this and (version or _ANOTHER.match(path)):
            await _versions(Request(scope), endpoint)(scope, receive, send)
        else:
            await unknown(scope, receive, send)

    return answered


def _versions(request: Request, endpoint: str) -> Response:
    root = endpoint.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    link = {"rel": "self", "href": f"{root}/v1/"}
    return answer.json({"versions": [{"id": _THIS, "status": "CURRENT", "links": [link]}]}, 300)


async def _health(request: Request) -> Response:
    """As oslo.middleware's health check: in words, in JSON to who would rather have that, and 204 to HEAD."""
    if request.method == "HEAD":
        return answer.no_content()
    if "application/json" in request.headers.get("accept", ""):
        return answer.json({"detailed": False, "reasons": []})
    return Response("", media_type="text/plain")
