"""Where whatever runs within a server gets a token: as much of the Identity API v3 as its tools ask for.

They were made for users of Keystone's. Here the user is one of the service's own, who may do no more than signal one
resource and read its metadata; so the service answers for Keystone, with a catalogue of nothing but itself. Of project
and user in a request nothing is believed that the password does not prove.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from setpoint.api.heat import answer
from setpoint.api.heat.services import Services
from setpoint.model.in_server import incarnation_of, is_password, token
from setpoint.model.incarnation import Incarnation
from setpoint.model.stack import ProjectId
from setpoint.model.value import reveal

PATH = "/in-server/v3"
"""Below the root of the service: what these tools are told as Keystone's address."""

LIFETIME = 3600
"""Seconds that a token is good for."""

ROLE = "heat_stack_user"


class _Named(msgspec.Struct):
    id: str = ""


class _User(_Named):
    password: str = ""


class _Password(msgspec.Struct):
    user: _User = msgspec.field(default_factory=_User)


class _Identity(msgspec.Struct):
    password: _Password = msgspec.field(default_factory=_Password)


class _Scope(msgspec.Struct):
    project: _Named = msgspec.field(default_factory=_Named)


class _Auth(msgspec.Struct):
    identity: _Identity
    scope: _Scope = msgspec.field(default_factory=_Scope)


class _Body(msgspec.Struct):
    auth: _Auth


def paths(services: Services) -> list[Route]:
    """The paths of this module."""

    async def version(request: Request) -> Response:
        link = {"rel": "self", "href": f"{_root(services, request)}{PATH}/"}
        told = {"id": "v3.14", "status": "stable", "updated": "2020-04-07T00:00:00Z", "links": [link]}
        return answer.json({"version": told})

    async def authenticate(request: Request) -> Response:
        try:
            asked = msgspec.json.decode(await request.body(), type=_Body).auth
        except msgspec.MsgspecError:
            return _refused(400, "Bad Request", "A user's id and password are asked for, and a project's id.")
        project = ProjectId(asked.scope.project.id)
        one = _user(services, project, asked.identity.password.user) if project else None
        if one is None:
            return _refused(401, "Unauthorized", "The request you have made requires authentication.")
        now = services.engine(project).now()
        expires = int(now) + LIFETIME
        told = _told(one, project, _root(services, request), now, expires)
        return answer.json(
            {"token": told}, 201, X_Subject_Token=token(str(reveal(one.keys["secret"])), expires)
        )

    return [
        Route(PATH, version),
        Route(f"{PATH}/", version),
        Route(f"{PATH}/auth/tokens", authenticate, methods=["POST"]),
    ]


def _root(services: Services, request: Request) -> str:
    return services.endpoint or f"{request.url.scheme}://{request.url.netloc}"


def _user(services: Services, project: ProjectId, user: _User) -> Incarnation | None:
    """The resource whose user that is; None where it is nobody's, or the password is another."""
    sought = incarnation_of(user.id)
    engine = services.engine(project)
    stack = engine.records.stack_of(sought) if sought else None
    one = engine.world(stack).get(sought) if stack is not None and sought else None
    secret = reveal(one.keys.get("secret")) if one is not None else None
    return one if secret and is_password(str(secret), user.password) else None


def _told(one: Incarnation, project: ProjectId, root: str, now: float, expires: float) -> Mapping[str, Any]:
    """What a token is, as Keystone tells it."""
    domain = {"id": "default", "name": "Default"}
    url = {"id": "public", "interface": "public", "url": f"{root}/v1/{project}", "region": None}
    return {
        "methods": ["password"],
        "user": {"id": one.keys["access_key"], "name": one.address, "domain": domain},
        "project": {"id": project, "name": project, "domain": domain},
        "roles": [{"id": ROLE, "name": ROLE}],
        "catalog": [
            {
                "id": "heat",
                "type": "orchestration",
                "name": "heat",
                "endpoints": [{**url, "region_id": None}],
            }
        ],
        "issued_at": _moment(now),
        "expires_at": _moment(expires),
        "audit_ids": [],
        "is_domain": False,
    }


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")


def _refused(status: int, title: str, message: str) -> Response:
    """In Keystone's form."""
    return answer.json({"error": {"code": status, "title": title, "message": message}}, status)
