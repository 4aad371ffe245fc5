"""The application: paths to handlers, callers known and judged, refusals in Heat's form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as Path
from starlette.types import Receive, Scope, Send

from setpoint.api.caller import Caller, Unauthorized, Unavailable
from setpoint.api.heat import answer, bearers, openapi, versions
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.faults import MALFORMED, MessagingBody, fault_of
from setpoint.api.heat.paths import Paths
from setpoint.api.heat.refusals import Refused, forbidden
from setpoint.api.heat.route import Form, OpenRoute, Route
from setpoint.api.heat.routes import OPEN, PREFIX, routes
from setpoint.api.heat.services import Services
from setpoint.api.heat.signature import Signature, signature
from setpoint.model.errors import SetpointError

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def application(services: Services) -> Paths:
    """Heat's API on ``services``. What is raised in it and is no refusal, the layers around it answer."""
    by_path: dict[str, dict[str, Route]] = {}
    for route in routes():
        by_path.setdefault(route.path, {})[route.method] = route
    paths = [
        Path(f"{PREFIX}{path}", _Endpoint(services, by_method), methods=_METHODS)
        for path, by_method in by_path.items()
    ]
    opened = [Path(one.path, _opened(services, one), methods=[one.method]) for one in (*OPEN, openapi.ROUTE)]
    router = Paths([*opened, *paths])
    router.default = versions.negotiating(router, _nowhere, services)
    return router


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """There is no such path."""
    await refuse(Refused(404, "HTTPNotFound", ""))(scope, receive, send)


def _opened(services: Services, route: OpenRoute) -> Callable[[Request], Awaitable[Response]]:
    """What is asked without a token."""
    takes = signature(route.handler)

    async def answered(request: Request) -> Response:
        try:
            return await route.handler(services, request, **await _given(takes, request))
        except (Refused, Unauthorized, SetpointError) as problem:
            return _IN_FORM[route.form](problem)

    return answered


class _Endpoint:
    """One path, and what each method does there."""

    def __init__(self, services: Services, by_method: Mapping[str, Route]) -> None:
        self._services = services
        self._by_method = by_method
        self._allow = ",".join(by_method)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI application does."""
        request = Request(scope, receive)
        response = await self._answered(request)
        await response(scope, receive, send)

    async def _answered(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(None, 204, {"Allow": self._allow})
        route = self._by_method.get(request.method)
        if route is None:
            return refuse(Refused(405, "HTTPMethodNotAllowed", MALFORMED, {"Allow": self._allow}))
        token = request.headers.get("x-auth-token", "")
        try:
            if bearers.is_bearer(token):
                return await bearers.answered(self._services, request, route.rule, token)
            service_token = request.headers.get("x-service-token", "")
            caller = await self._services.identity.caller(token, service_token)
            request.scope.update(caller=caller, rule=route.rule)  # for log and audit
            self._services.count(caller.project)
            asked = Asked(request, self._services, self._admitted(route, request, caller))
            return await route.handler(asked, **await _given(signature(route.handler), request))
        except Unauthorized as problem:
            return refuse(problem, {"WWW-Authenticate": self._challenge()})
        except (Refused, SetpointError, Unavailable) as problem:
            return refuse(problem)

    def _challenge(self) -> str:
        """Where a token is to be had."""
        keystone = self._services.current.config.keystone
        address = keystone.www_authenticate_uri or keystone.auth_url.removesuffix("/v3")
        return f'Keystone uri="{address}"' if address else "Keystone"

    def _admitted(self, route: Route, request: Request, caller: Caller) -> Caller:
        """The caller, who may ask this of the project in the path. Raises Refused."""
        tenant = request.path_params["tenant_id"]
        if tenant != caller.project and not self._services.policy.is_admin(caller):
            raise Refused(403, "HTTPForbidden", "Access was denied to this resource.")
        if not self._services.policy.allows(route.rule, caller, {"project_id": caller.project}):
            raise forbidden(route.rule)
        return caller


async def _given(takes: Signature, request: Request) -> dict[str, Any]:
    """The arguments that a handler takes besides. Raises Refused."""
    query = request.scope["query_string"].decode(
        errors="replace"
    )  # that of `request.url` costs the whole URL
    return takes.read(query, await request.body() if takes.has_body else b"")


def refuse(
    problem: Refused | SetpointError | Unauthorized | Unavailable, headers: Mapping[str, str] | None = None
) -> Response:
    """A refusal, as Heat writes it; ``headers`` go with it besides its own."""
    fault = fault_of(problem)
    return answer.refusal(fault.body(), fault.status, {**fault.headers, **(headers or {})})


def _refuse_as_keystone(problem: Refused | Unauthorized | SetpointError) -> Response:
    """In the form of the Identity API's errors."""
    fault = fault_of(problem)
    error = {"code": fault.status, "title": fault.title, "message": fault.message or fault.explanation}
    return answer.refusal({"error": error}, fault.status, fault.headers)


def _refuse_as_zaqar(problem: Refused | Unauthorized | SetpointError) -> Response:
    """In the form of the Messaging API's errors."""
    fault = fault_of(problem)
    body: MessagingBody = {"title": fault.title, "description": fault.message or fault.explanation}
    return answer.refusal(body, fault.status, fault.headers)


def _refuse_as_aws(problem: Refused | Unauthorized | SetpointError) -> Response:
    """In the form of AWS's errors, as senders to signed addresses expect it."""
    fault = fault_of(problem)
    code = "InvalidParameterValue" if fault.type == "HTTPBadRequest" else fault.type
    return answer.aws_error(code, fault.message, fault.status, fault.headers)


_IN_FORM: Mapping[Form, Callable[[Refused | Unauthorized | SetpointError], Response]] = {
    Form.HEAT: refuse,
    Form.AWS: _refuse_as_aws,
    Form.KEYSTONE: _refuse_as_keystone,
    Form.ZAQAR: _refuse_as_zaqar,
}
