"""Requests of senders who are nobody, and hold the means to signal one resource: its token, or its signed address.

Whoever is within a server, with a token that was got for a password, may read the resource's metadata as well.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from setpoint.api.caller import Unauthorized
from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer
from setpoint.api.heat.believing import METADATA, SIGNAL, believe
from setpoint.api.heat.bodies import read_body
from setpoint.api.heat.route import Form, OpenRoute
from setpoint.api.heat.services import Services
from setpoint.api.heat.signalling import Signed, Told, by_token, signal, signal_signed
from setpoint.engine.requests.metadata import metadata
from setpoint.model.address import Address
from setpoint.model.signal import TOKEN
from setpoint.model.stack import ProjectId


def is_bearer(token: str) -> bool:
    """Whether a token is one of a single resource."""
    return token.startswith(TOKEN)


async def answered(services: Services, request: Request, rule: str, token: str) -> Response:
    """A signal to the resource that ``token`` is of, or its metadata: anything else is not for it.

    Raises Unauthorized, Refused.
    """
    path = request.path_params
    if rule not in (SIGNAL, METADATA):
        raise Unauthorized
    engine = services.engine(ProjectId(path["tenant_id"]))
    stack, address = engine.records.stack(path["stack_id"]), Address(path["resource_name"])
    one = by_token(engine, stack, address, token) if stack is not None else None
    if stack is None or one is None:
        raise Unauthorized
    believe(services, request, stack, one, rule)
    if rule == METADATA:
        return answer.json({"metadata": metadata(engine, stack, one)})
    raw = await request.body()
    await signal(engine, stack, address, read_body(Any, raw) if raw else None, one=one, room=services.room)
    return answer.json(None)


async def wait_condition(services: Services, request: Request, body: Any = None) -> Answer[Told]:
    """Signal a wait condition's handle at its signed address."""
    return answer.json(await _signed(services, request, body))


async def signal_address(services: Services, request: Request, body: Any = None) -> Answer[None]:
    """Signal a resource at its signed address."""
    await _signed(services, request, body)
    return answer.json(None)


OPEN = (
    OpenRoute("PUT", "/v1/waitcondition/{arn:path}", wait_condition, form=Form.AWS),
    OpenRoute("POST", "/v1/signal/{arn:path}", signal_address, form=Form.AWS),
)
"""The signed addresses."""


async def _signed(services: Services, request: Request, body: Any) -> Told:
    scope = request.scope
    query = scope["query_string"].decode("latin-1")
    signed = Signed(request.method, request.path_params["arn"], scope["path"], query)
    return await signal_signed(
        services.engine,
        signed,
        body,
        lifetime=services.signed_url_lifetime,
        room=services.room,
        believed=lambda stack, one: believe(services, request, stack, one, SIGNAL),
    )
