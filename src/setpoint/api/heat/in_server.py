"""Where whatever runs within a server gets a token: as much of the Identity API v3 as its tools ask for.

They were made for users of Keystone's. Here the user is one of the service's own, who may do no more than signal one
resource and read its metadata; so the service answers for Keystone, with a catalogue of nothing but itself. Of project
and user in a request nothing is believed that the password does not prove.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple, NotRequired, TypedDict

from starlette.requests import Request

from setpoint.api.caller import Unauthorized
from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer, Entered
from setpoint.api.heat.believing import believe
from setpoint.api.heat.links import Link, link
from setpoint.api.heat.route import Form, OpenRoute
from setpoint.api.heat.services import Services
from setpoint.engine.engine import Engine
from setpoint.model.in_server import IDENTITY, incarnation_of, is_password, token
from setpoint.model.incarnation import Incarnation
from setpoint.model.stack import ProjectId, Stack
from setpoint.model.value import reveal

MESSAGING = "/in-server/messaging"
"""Below the root of the service: what they are told as Zaqar's address, with the project behind it."""

LIFETIME = 3600
"""Seconds that a token is good for."""

ROLE = "heat_stack_user"


class Own(NamedTuple):
    """The resource of a user, its stack, the engine of its project, and its secret."""

    engine: Engine
    stack: Stack
    one: Incarnation
    secret: str


class Named(TypedDict, total=False):
    """A project, by its id."""

    id: str


class User(Named, total=False):
    """A user, by their id, with their password."""

    password: str


class Password(TypedDict, total=False):
    """By which user."""

    user: User


class Identity(TypedDict, total=False):
    """By which method; there is but one."""

    password: Password


class Scope(TypedDict, total=False):
    """For which project."""

    project: Named


class Auth(TypedDict):
    """Who signs in, and where."""

    identity: Identity
    scope: NotRequired[Scope]


class Login(TypedDict):
    """A user's id and password, and a project's id."""

    auth: Auth


class Version(TypedDict):
    """A version of the Identity API."""

    id: str
    status: str
    updated: str
    links: list[Link]


class TheVersion(TypedDict):
    """The version of the Identity API."""

    version: Version


class Token(TypedDict):
    """A token, as Keystone tells it."""

    methods: list[str]
    user: dict[str, Any]
    project: dict[str, Any]
    roles: list[dict[str, Any]]
    catalog: list[dict[str, Any]]
    issued_at: str
    expires_at: str
    audit_ids: list[str]
    is_domain: bool


class TheToken(TypedDict):
    """What a token is."""

    token: Token


async def version(services: Services, request: Request) -> Answer[TheVersion]:
    """The version of the Identity API."""
    itself = link(f"{root(services, request)}{IDENTITY}/")
    return answer.json(
        {
            "version": {
                "id": "v3.14",
                "status": "stable",
                "updated": "2020-04-07T00:00:00Z",
                "links": [itself],
            }
        }
    )


async def authenticate(services: Services, request: Request, body: Login) -> Entered[TheToken]:
    """A token for a user within a server."""
    auth = body["auth"]
    project = ProjectId(auth.get("scope", {}).get("project", {}).get("id", ""))
    user = auth["identity"].get("password", {}).get("user", {})
    own = _user(services, project, user)
    if own is None:
        raise Unauthorized
    believe(services, request, own.stack, own.one)
    now = own.engine.now()
    expires = int(now) + LIFETIME
    told = _told(own.one, project, root(services, request), now, expires)
    return answer.entered({"token": told}, token(own.secret, expires))


OPEN = (
    OpenRoute("GET", IDENTITY, version, form=Form.KEYSTONE),
    OpenRoute("GET", f"{IDENTITY}/", version, form=Form.KEYSTONE),
    OpenRoute("POST", f"{IDENTITY}/auth/tokens", authenticate, form=Form.KEYSTONE),
)


def root(services: Services, request: Request) -> str:
    """The address of the service, as whoever asks knows it."""
    return services.endpoint or f"{request.url.scheme}://{request.url.netloc}"


def resource_of(services: Services, project: ProjectId, access_key: str) -> Own | None:
    """The resource whose access key that is; None where it is nobody's."""
    if not project:
        return None
    engine, sought = services.engine(project), incarnation_of(access_key)
    stack = engine.records.stack_of(sought) if sought else None
    one = engine.world(stack).get(sought) if stack is not None and sought else None
    secret = reveal(one.keys.get("secret")) if one is not None else None
    return Own(engine, stack, one, str(secret)) if stack is not None and one is not None and secret else None


def _user(services: Services, project: ProjectId, user: User) -> Own | None:
    """The resource whose user that is; None where it is nobody's, or the password is another."""
    own = resource_of(services, project, user.get("id", ""))
    return own if own is not None and is_password(own.secret, user.get("password", "")) else None


def _told(one: Incarnation, project: ProjectId, root: str, now: float, expires: float) -> Token:
    """What a token is, as Keystone tells it."""
    domain = {"id": "default", "name": "Default"}
    return {
        "methods": ["password"],
        "user": {"id": one.keys["access_key"], "name": one.address, "domain": domain},
        "project": {"id": project, "name": project, "domain": domain},
        "roles": [{"id": ROLE, "name": ROLE}],
        "catalog": [
            _service("orchestration", "heat", f"{root}/v1/{project}"),
            _service("messaging", "zaqar", f"{root}{MESSAGING}/{project}"),
        ],
        "issued_at": _moment(now),
        "expires_at": _moment(expires),
        "audit_ids": [],
        "is_domain": False,
    }


def _service(type: str, name: str, url: str) -> dict[str, Any]:
    """A service in a catalogue; this one, whatever it is called."""
    endpoint = {"id": f"{name}-public", "interface": "public", "url": url, "region": None, "region_id": None}
    return {"id": name, "type": type, "name": name, "endpoints": [endpoint]}


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
