"""Queues as whoever is within a server sees them: as much of the Messaging API as its tools ask for.

They sign in with a user of the service's own (:mod:`setpoint.api.heat.in_server`), whom Zaqar does not know; so the
service answers for Zaqar. Each such user has one queue. What is put into that of a resource that is signalled is a
signal, recorded before it is answered; in that of a server is always what the server is told now.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict
from uuid import uuid4

from starlette.requests import Request

from setpoint.api.caller import Unauthorized
from setpoint.api.heat import answer, signalling
from setpoint.api.heat.answer import Answer, Made
from setpoint.api.heat.believing import SIGNAL, believe
from setpoint.api.heat.in_server import LIFETIME, MESSAGING, Own, resource_of
from setpoint.api.heat.refusals import Refused, bad_request
from setpoint.api.heat.route import Form, OpenRoute
from setpoint.api.heat.services import Services
from setpoint.engine.requests.metadata import metadata
from setpoint.engine.requests.software.deployments import is_told
from setpoint.model.in_server import is_token
from setpoint.model.queue import QUEUE, access_key_of
from setpoint.model.stack import ProjectId

PATH = MESSAGING + "/{tenant_id}/{version}/queues/{queue}/messages"


class Message(TypedDict):
    """A message; how long it is to be kept makes no difference."""

    body: Any
    ttl: NotRequired[int]


MOST = 20
"""Messages in one request, as services take them unless told otherwise."""


class Messages(TypedDict):
    """Messages to be put into a queue."""

    messages: list[Message]


class Put(TypedDict):
    """Where messages are."""

    resources: list[str]


class Taken(TypedDict):
    """Messages that are, or were, in a queue."""

    messages: list[dict[str, Any]]


async def put(services: Services, request: Request, body: Messages) -> Made[Put]:
    """Put messages into a queue: signal its resource. What went before one that means nothing counts all the same."""
    own = _whose_queue(services, request)
    if len(body["messages"]) > MOST:
        raise bad_request(f"there are more than {MOST} messages in one request")
    path = request.url.path
    for message in body["messages"]:
        await signalling.signal(
            own.engine, own.stack, own.one.address, message["body"], one=own.one, room=services.room
        )
    places = [f"{path}/{uuid4().hex}" for _message in body["messages"]]
    return answer.made({"resources": places}, path)


async def look(services: Services, request: Request) -> Answer[Taken]:
    """What is in a queue: for a server, what it is told; for others nothing, for signals are taken at once."""
    engine, stack, one, _secret = _whose_queue(services, request)
    if not is_told(one):
        return answer.json({"messages": []})
    told = {"id": one.id, "href": f"{request.url.path}/{one.id}", "ttl": LIFETIME, "age": 0}
    return answer.json({"messages": [{**told, "body": metadata(engine, stack, one)}]})


OPEN = (
    OpenRoute("POST", PATH, put, form=Form.ZAQAR),
    OpenRoute("GET", PATH, look, form=Form.ZAQAR),
    OpenRoute("DELETE", PATH, look, form=Form.ZAQAR),
)
"""A look that takes what it finds (DELETE, ``pop``) is one that leaves it: what a server is told stays there."""


def _whose_queue(services: Services, request: Request) -> Own:
    """The resource whose queue that is, if its own user asks. Raises Unauthorized, Refused."""
    path = request.path_params
    if path["version"] not in ("v1.1", "v2"):
        raise Refused(404, "HTTPNotFound", "The resource could not be found.")
    own = resource_of(services, ProjectId(path["tenant_id"]), access_key_of(path["queue"]))
    token = request.headers.get("x-auth-token", "")
    if own is None or not is_token(own.secret, token, own.engine.now()):
        raise Unauthorized
    believe(services, request, own.stack, own.one, SIGNAL)
    if own.one.keys.get(QUEUE) != path["queue"]:
        raise Refused(404, "HTTPNotFound", f"Queue {path['queue']} does not exist.")
    return own
