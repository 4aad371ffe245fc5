"""A refusal, in Heat's form: which status, title, explanation and type, and what it says.

::

    {"code": 404, "title": "Not Found", "explanation": "The resource could not be found.",
     "error": {"type": "EntityNotFound", "message": "The Stack (x) could not be found.", "traceback": null}}

What stands here are tables. A handler's refusals know status and type themselves (:mod:`setpoint.api.heat.refusals`);
what is wrong with a template is told in :mod:`setpoint.api.heat.sentences`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import msgspec

from setpoint.api.caller import Unauthorized, Unavailable
from setpoint.api.heat.refusals import Refused
from setpoint.api.heat.sentences import message_of, type_of
from setpoint.model.errors import (
    Conflict,
    InvalidInput,
    LostAnswer,
    NotFound,
    ResourceError,
    Retry,
    StalePlan,
    Superseded,
)

MALFORMED = (
    "The server could not comply with the request since it is either malformed or otherwise incorrect."
)
_STATUSES = {
    400: ("Bad Request", MALFORMED),
    401: ("Unauthorized", "The request you have made requires authentication."),
    403: ("Forbidden", "Access was denied to this resource."),
    404: ("Not Found", "The resource could not be found."),
    405: ("Method Not Allowed", MALFORMED),
    409: ("Conflict", "There was a conflict when trying to complete your request."),
    413: ("Request Entity Too Large", "The body of your request was too large for this server."),
    429: ("Too Many Requests", "There were too many requests in too little time."),
    500: (
        "Internal Server Error",
        "The server has either erred or is incapable of performing the requested operation.",
    ),
    503: ("Service Unavailable", "The server is currently unavailable. Please try again at a later time."),
}
"""Title and explanation of every status that a refusal may have."""

_TABLE: dict[type[BaseException], tuple[int, str]] = {
    Unauthorized: (401, "HTTPUnauthorized"),
    Unavailable: (503, "HTTPServiceUnavailable"),
    StalePlan: (409, "ActionInProgress"),
    Superseded: (409, "ActionInProgress"),
    NotFound: (404, "EntityNotFound"),
    Conflict: (409, "ActionInProgress"),
    ResourceError: (400, "StackValidationFailed"),
    Retry: (503, "HTTPServiceUnavailable"),
    LostAnswer: (503, "HTTPServiceUnavailable"),
}
"""Status and type of the engine's refusals; of a class that is not here, its nearest base counts."""


class ErrorBody(TypedDict):
    """What went wrong. Of a bug nothing is told."""

    type: str
    traceback: None
    message: NotRequired[str]


class FaultBody(TypedDict):
    """A refusal."""

    code: int
    title: str
    explanation: str
    error: ErrorBody


class UnrecognisedError(TypedDict):
    """Who was not recognised."""

    code: int
    title: str
    message: str


class UnrecognisedBody(TypedDict):
    """A refusal to who was not recognised, in the form of Keystone's middleware, which answers in Heat's."""

    error: UnrecognisedError


class MessagingBody(TypedDict):
    """A refusal in the form of the Messaging API."""

    title: str
    description: str


class Fault(msgspec.Struct, frozen=True):
    """A refusal as it is answered. ``message`` "" tells nothing beyond the explanation."""

    status: int
    title: str
    explanation: str
    type: str
    message: str
    headers: Mapping[str, str] = {}

    def body(self) -> FaultBody | UnrecognisedBody:
        """The JSON."""
        if self.status == 401:
            return {"error": {"code": 401, "title": self.title, "message": self.explanation}}
        error: ErrorBody = {"type": self.type, "traceback": None}
        if self.message:
            error["message"] = self.message
        return {
            "code": self.status,
            "title": self.title,
            "explanation": self.explanation,
            "error": error,
        }


def fault_of(problem: BaseException) -> Fault:
    """What is answered to ``problem``. Anything that is no refusal is a bug, of which nothing is told."""
    if isinstance(problem, Refused):
        return _fault(problem.status, problem.type, problem.message, problem.headers)
    for kind in type(problem).__mro__:
        if kind in _TABLE:
            return _fault(*_TABLE[kind], str(problem))
    if isinstance(problem, InvalidInput):
        return _fault(400, type_of(problem.diagnostics), message_of(problem.diagnostics))
    return _fault(500, "InternalError", "")


def _fault(status: int, name: str, message: str, headers: Mapping[str, str] | None = None) -> Fault:
    title, explanation = _STATUSES[status]
    return Fault(status, title, explanation, name, message, headers or {})
