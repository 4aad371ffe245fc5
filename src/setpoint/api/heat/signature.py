"""What a handler takes and gives, as its own signature says.

What it is handed follows from that, and so does the description of the API (:mod:`setpoint.api.heat.openapi`).

::

    async def index(asked: Asked, query: Listing) -> Answer[Stacks]: ...
    async def create(asked: Asked, body: NewStack) -> Made[Created]: ...
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from starlette.responses import Response

from setpoint.api.heat.bodies import read_body
from setpoint.api.heat.queries import Query, read_query

Handler = Callable[..., Awaitable[Response]]
"""Takes who asks, then ``query`` and ``body`` where it wants them, by those names."""


class Signature(msgspec.Struct, frozen=True):
    """Types: of the query (None: it counts for nothing), of the body, of the answers, each with what stands in it.

    ``default`` is what counts as the body where there is none, unless there must be one (``needs_body``).
    """

    query: type[Query] | None
    has_body: bool
    body: Any
    default: Any
    needs_body: bool
    answers: tuple[tuple[Any, Any], ...]

    def read(self, query: str, raw: bytes) -> dict[str, Any]:
        """The arguments of the handler for a request. Raises Refused."""
        found: dict[str, Any] = {}
        if self.query is not None:
            found["query"] = read_query(self.query, query)
        if self.has_body:
            found["body"] = self.default if not raw and not self.needs_body else read_body(self.body, raw)
        return found


@cache
def signature(handler: Handler) -> Signature:
    """That of ``handler``."""
    hints = get_type_hints(handler, include_extras=True)
    parameters = inspect.signature(handler).parameters
    default = parameters["body"].default if "body" in parameters else None
    given = hints["return"]
    return Signature(
        query=hints.get("query"),
        has_body="body" in hints,
        body=hints.get("body"),
        default=default,
        needs_body=default is inspect.Parameter.empty,
        answers=tuple(map(_split, get_args(given) if _is_one_of_some(given) else (given,))),
    )


def _is_one_of_some(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType)


def _split(answer: Any) -> tuple[Any, Any]:
    return get_origin(answer) or answer, next(iter(get_args(answer)), None)
