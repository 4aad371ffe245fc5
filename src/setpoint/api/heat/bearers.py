"""Requests of senders who are nobody, and hold the means to signal one resource: its token, or its signed address.

Whoever is within a server, with a token that was got for a password, may read the resource's metadata as well.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from setpoint.api.caller import Unauthorized
from setpoint.api.heat import answer
from setpoint.api.heat.refusals import Refused
from setpoint.api.heat.services import Services
from setpoint.api.heat.show.metadata import metadata
from setpoint.api.heat.signalling import Signed, by_token, signal, signal_signed
from setpoint.model.address import Address
from setpoint.model.signal import TOKEN
from setpoint.model.stack import ProjectId


def paths(services: Services) -> list[Route]:
    """The signed addresses."""
    return [
        Route("/v1/waitcondition/{arn:path}", _signed(services, tells=True), methods=["PUT"]),
        Route("/v1/signal/{arn:path}", _signed(services, tells=False), methods=["POST"]),
    ]


def is_bearer(token: str) -> bool:
    """Whether a token is one of a single resource."""
    return token.startswith(TOKEN)


async def answered(services: Services, request: Request, rule: str, token: str) -> Response:
    """A signal to the resource that ``token`` is of, or its metadata: anything else is not for it.

    Raises Unauthorized, Refused.
    """
    path = request.path_params
    if rule not in ("resource:signal", "resource:metadata"):
        raise Unauthorized
    engine = services.engine(ProjectId(path["tenant_id"]))
    stack, address = engine.records.stack(path["stack_id"]), Address(path["resource_name"])
    one = by_token(engine, stack, address, token) if stack is not None else None
    if stack is None or one is None:
        raise Unauthorized
    if rule == "resource:metadata":
        return answer.json({"metadata": metadata(engine, stack, one)})
    await signal(engine, stack, address, await _body(request), one=one)
    return answer.json(None)


def _signed(services: Services, *, tells: bool) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        scope = request.scope
        query = scope["query_string"].decode("latin-1")
        signed = Signed(request.method, request.path_params["arn"], scope["path"], query)
        try:
            lifetime = services.signed_url_lifetime
            told = await signal_signed(services.engine, signed, await _body(request), lifetime=lifetime)
        except Refused as problem:
            return _refuse(problem)
        return answer.json(told if tells else None)

    return handle


async def _body(request: Request) -> Any:
    """Whatever JSON it is; None where there is none. Raises Refused."""
    raw = await request.body()
    try:
        return msgspec.json.decode(raw) if raw else None
    except (msgspec.DecodeError, RecursionError) as problem:
        raise Refused(400, "InvalidParameterValue", f"The body is no JSON: {problem}") from None


def _refuse(problem: Refused) -> Response:
    """In the form of AWS's errors, as these senders expect it."""
    return answer.aws_error(problem.type, problem.message, problem.status)
