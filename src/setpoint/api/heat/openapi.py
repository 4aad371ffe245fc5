"""The API, described for programs: an OpenAPI 3.1 document, made from the tables of routes and from their handlers.

Nobody writes any of it: paths, methods and rules stand in the table (:mod:`setpoint.api.heat.routes`), what a handler
takes and gives in its signature, what it is for in its docstring. It is served without a token: it tells nothing that
is not the same for everybody, and whoever writes a client has none yet.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, get_type_hints

import msgspec
from starlette.requests import Request

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer
from setpoint.api.heat.faults import FaultBody, MessagingBody, UnrecognisedBody
from setpoint.api.heat.queries import Query
from setpoint.api.heat.route import Form, OpenRoute, Route
from setpoint.api.heat.routes import OPEN, PREFIX, routes
from setpoint.api.heat.services import Services
from setpoint.api.heat.signature import Handler, Signature, signature

Json = dict[str, Any]

TOKEN = "token"
"""What the token of Keystone, or of a handle, is called in the document."""

_SCHEMAS = "#/components/schemas/{name}"
_PATHS: Mapping[str, str] = {
    "tenant_id": "The project.",
    "stack_name": "The stack's name; where no id follows, its name, id or ARN.",
    "stack_id": "The stack's id.",
    "resource_name": "The resource's name, or its physical id.",
    "event_id": "The event's id.",
    "snapshot_id": "The snapshot's id.",
    "output_key": "The output's name.",
    "type_name": "The resource type's name.",
    "template_version": "The language, as `heat_template_version.2021-04-16`.",
    "config_id": "The software configuration's id.",
    "deployment_id": "The software deployment's id.",
    "server_id": "The server's id.",
    "arn": "The resource's ARN.",
    "version": "Of the Messaging API: `v2` or `v1.1`, which are alike here.",
    "queue": "The queue's name.",
}
"""Every name that stands in a path."""


async def show(_services: Services, _request: Request) -> Answer[dict[str, Any]]:
    """This document."""
    return answer.json(document())


ROUTE = OpenRoute("GET", "/openapi.json", show)


@cache
def document() -> Json:
    """All of it. It must not be changed."""
    ways = [*map(_open, (*OPEN, ROUTE)), *map(_closed, _distinct(routes()))]
    schemas = _Schemas(kind for one in ways for kind in _kinds(signature(one.handler)))
    paths: dict[str, Json] = {}
    for one in ways:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Orchestration",
            "version": "1.0",
            "summary": "OpenStack Heat's native API, version 1, as Setpoint answers it.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{TOKEN: []}],
        "paths": paths,
        "components": {
            "schemas": schemas.named,
            "responses": _refusals(schemas),
            "securitySchemes": {TOKEN: {"type": "apiKey", "in": "header", "name": "X-Auth-Token"}},
        },
    }


class _Way(msgspec.Struct, frozen=True):
    """A route, and what is said of it besides its handler's own words."""

    method: str
    path: str
    handler: Handler
    refusals: Mapping[str, str]
    more: Json


def _closed(route: Route) -> _Way:
    refusals = {"401": "Unrecognised", "4XX": "Refused", "503": "Unavailable"}
    more = {"tags": [route.rule.partition(":")[0]], "x-policy-rule": route.rule}
    return _Way(route.method, _plain(f"{PREFIX}{route.path}"), route.handler, refusals, more)


def _open(route: OpenRoute) -> _Way:
    more: Json = {"tags": [route.form.value], "security": []}
    return _Way(route.method, _plain(route.path), route.handler, {"4XX": _REFUSED[route.form]}, more)


_REFUSED = {
    Form.HEAT: "Refused",
    Form.AWS: "SignedRefused",
    Form.KEYSTONE: "Unrecognised",
    Form.ZAQAR: "MessageRefused",
}


def _refusals(schemas: _Schemas) -> Json:
    refused = {"application/json": {"schema": schemas.of(FaultBody)}}
    unrecognised = {"application/json": {"schema": schemas.of(UnrecognisedBody)}}
    signed = {"application/xml": {"schema": {"type": "string"}}}
    message = {"application/json": {"schema": schemas.of(MessagingBody)}}
    return {
        "Unrecognised": {"description": "It is refused, or nobody knows who asks.", "content": unrecognised},
        "Refused": {"description": "It is refused, and why.", "content": refused},
        "SignedRefused": {"description": "It is refused, and why, in AWS's form.", "content": signed},
        "MessageRefused": {"description": "It is refused, and why, in Zaqar's form.", "content": message},
        "Unavailable": {"description": "It cannot be done just now, and why.", "content": refused},
    }


def _distinct(table: Iterable[Route]) -> Iterator[Route]:
    """Without those whose path differs from an earlier one's by names alone: they are one to OpenAPI."""
    seen = set()
    for route in table:
        same = route.method, re.sub(r"{[^}]*}", "{}", route.path)
        if same not in seen:
            seen.add(same)
            yield route


def _plain(path: str) -> str:
    return path.replace(":path}", "}")


def _operation(way: _Way, schemas: _Schemas) -> Json:
    takes = signature(way.handler)
    summary, _, description = (inspect.getdoc(way.handler) or "").partition("\n\n")
    answers = {str(kind.status): _answer(kind, content, schemas) for kind, content in takes.answers}
    refusals = {code: {"$ref": f"#/components/responses/{name}"} for code, name in way.refusals.items()}
    found: Json = {
        **way.more,
        "operationId": "_".join(
            [way.method.lower(), *re.findall(r"\w+", f"{way.path} ".replace("/ ", "/root"))]
        ),
        "summary": " ".join(summary.split()),
        "parameters": [*_in_path(way.path), *_in_query(takes.query, schemas)],
        "responses": answers | refusals,
    }
    if description:
        found["description"] = " ".join(description.replace("``", "`").split())
    if takes.has_body:
        content = {"application/json": {"schema": schemas.of(takes.body)}}
        found["requestBody"] = {"required": takes.needs_body, "content": content}
    return found


def _in_path(path: str) -> Iterator[Json]:
    for name in re.findall(r"{(\w+)}", path):
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": _PATHS[name],
            "schema": {"type": "string", "minLength": 1},
        }


def _in_query(query: type[Query] | None, schemas: _Schemas) -> Iterator[Json]:
    hints = get_type_hints(query, include_extras=True) if query is not None else {}
    for name, hint in hints.items():
        schema = dict(schemas.of(hint))
        for one in schema.pop("anyOf", ()):  # no word is null; None stands for one that is not said
            schema |= one if one != {"type": "null"} else {}
        words = {"description": schema.pop("description")} if "description" in schema else {}
        yield {"name": name, "in": "query", **words, "schema": schema}


def _answer(kind: Any, content: Any, schemas: _Schemas) -> Json:
    found: Json = {"description": " ".join((inspect.getdoc(kind) or "").split())}
    if issubclass(kind, Answer):
        found["content"] = {"application/json": {"schema": schemas.of(content)}}
    elif kind.media_type:
        found["content"] = {kind.media_type: {"schema": {"type": "string"}}}
    told = getattr(kind, "headers_told", {})
    if told:
        text = {"required": True, "schema": {"type": "string"}}
        found["headers"] = {name: {"description": words, **text} for name, words in told.items()}
    return found


def _kinds(takes: Signature) -> Iterator[Any]:
    if takes.query is not None:
        yield from get_type_hints(takes.query, include_extras=True).values()
    if takes.has_body:
        yield takes.body
    yield from (content for kind, content in takes.answers if issubclass(kind, Answer))


class _Schemas:
    """JSON schemas of types; those that have a name refer to ``named``."""

    def __init__(self, kinds: Iterable[Any]) -> None:
        self._kinds = [*kinds, FaultBody, UnrecognisedBody, MessagingBody]
        found, named = msgspec.json.schema_components(self._kinds, ref_template=_SCHEMAS)
        self._found = list(found)
        self.named = named

    def of(self, kind: Any) -> Json:
        """That of one of the types."""
        return self._found[self._kinds.index(kind)]
