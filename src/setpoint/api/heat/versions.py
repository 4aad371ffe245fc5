"""What can be asked without a token: which versions there are, and whether the service is well."""

from __future__ import annotations

import re
from typing import TypedDict

from starlette.requests import Request
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer, Choices, NoContent, Words
from setpoint.api.heat.links import Link, link
from setpoint.api.heat.route import OpenRoute
from setpoint.api.heat.services import Services

_ANOTHER = re.compile(r"/v\d+(\.\d+)?(/|\Z)")
_NAMED = "application/vnd.openstack.orchestration-"
_THIS = "v1.0"


class Version(TypedDict):
    """A version of the API."""

    id: str
    status: str
    links: list[Link]


class Versions(TypedDict):
    """The versions of the API."""

    versions: list[Version]


class Health(TypedDict):
    """That the service is well."""

    detailed: bool
    reasons: list[str]


async def versions(services: Services, request: Request) -> Choices[Versions]:
    """The versions of the API. Links begin with the public address, or the one that was asked."""
    root = services.endpoint or f"{request.url.scheme}://{request.url.netloc}"
    return answer.choices({"versions": [{"id": _THIS, "status": "CURRENT", "links": [link(f"{root}/v1/")]}]})


def negotiating(router: Router, unknown: ASGIApp, services: Services) -> ASGIApp:
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
            await (await versions(services, Request(scope)))(scope, receive, send)
        else:
            await unknown(scope, receive, send)

    return answered


async def health(_services: Services, request: Request) -> Answer[Health] | Words | NoContent:
    """Whether the service is well: in words, in JSON to who would rather have that, and 204 to HEAD."""
    if request.method == "HEAD":
        return answer.no_content()
    if "application/json" in request.headers.get("accept", ""):
        return answer.json({"detailed": False, "reasons": []})
    return Words("")


OPEN = (
    OpenRoute("GET", "/", versions),
    OpenRoute("GET", "/versions", versions),
    OpenRoute("GET", "/healthcheck", health),
)
