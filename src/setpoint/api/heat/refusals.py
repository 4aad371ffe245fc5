"""What a handler refuses by itself, in the words that Heat's clients know. Refusals of the engine are ``faults``."""

from __future__ import annotations


class Refused(Exception):
    """An answer other than the one that was asked for: an HTTP status, an error type and a message, in Heat's words."""

    def __init__(self, status: int, type: str, message: str) -> None:
        """Say what and why."""
        self.status = status
        self.type = type
        self.message = message
        super().__init__(message)


def bad_request(message: str) -> Refused:
    """What was sent makes no sense."""
    return Refused(400, "HTTPBadRequest", message)


def not_valid(message: str) -> Refused:
    """What was sent describes no stack."""
    return Refused(400, "StackValidationFailed", message)


def no_stack(name: str) -> Refused:
    """There is no stack of that name or id in the caller's project."""
    return Refused(404, "EntityNotFound", f"The Stack ({name}) could not be found.")


def no_resource(name: str, stack_name: str) -> Refused:
    """The stack has no such resource."""
    return Refused(
        404, "ResourceNotFound", f"The Resource ({name}) could not be found in Stack {stack_name}."
    )


def not_found(message: str) -> Refused:
    """Something else is not there."""
    return Refused(404, "NotFound", message)


def forbidden(rule: str) -> Refused:
    """The caller's roles do not do."""
    return Refused(403, "Forbidden", f"You are not authorized to use {rule}.")
