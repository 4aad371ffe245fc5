"""Refusals in Heat's form."""

from __future__ import annotations

from typing import Any

import msgspec

from setpoint.api.heat.refusals import Refused
from setpoint.model.errors import Conflict, InvalidInput, NotFound, ResourceError

_TITLES = {400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict"}
_MALFORMED = (
    "The server could not comply with the request since it is either malformed or otherwise incorrect."
)
_EXPLANATIONS = {
    403: "Access was denied to this resource.",
    404: "The resource could not be found.",
    409: "There was a conflict when trying to complete your request.",
}


class Fault(msgspec.Struct, frozen=True):
    """What a client is told."""

    status: int
    type: str
    message: str

    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "code": self.status,
            "title": _TITLES.get(self.status, "Bad Request"),
            "explanation": _EXPLANATIONS.get(self.status, _MALFORMED),
            "error": {"type": self.type, "traceback": None, "message": self.message},
        }


def fault_of(problem: Exception) -> Fault:
    """What a client is told of a refusal."""
    match problem:
        case Refused():
            return Fault(problem.status, problem.type, problem.message)
        case NotFound():
            return Fault(404, "EntityNotFound", str(problem))
        case Conflict():
            return Fault(409, "ActionInProgress", str(problem))
        case InvalidInput():
            return Fault(400, "StackValidationFailed", "\n".join(str(one) for one in problem.diagnostics))
        case ResourceError():
            return Fault(400, "StackValidationFailed", str(problem))
        case _:
            raise problem
