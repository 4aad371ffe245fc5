"""What a handler refuses by itself, in the words that Heat's clients know. Refusals of the engine are ``faults``."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.model.errors import InvalidInput


class Refused(Exception):
    """An answer other than the one that was asked for: an HTTP status, an error type and a message, in Heat's words.

    ``headers`` go with it.
    """

    def __init__(
        self, status: int, type: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """Say what and why."""
        self.status = status
        self.type = type
        self.message = message
        self.headers = headers or {}
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


def no_config(config_id: object) -> Refused:
    """There is no such software configuration."""
    return not_found(f"Software config with id {config_id} not found")


def not_software(wrong: InvalidInput) -> Refused:
    """What was sent describes no software configuration or deployment."""
    return Refused(400, "ValueError", "; ".join(str(one) for one in wrong.diagnostics))


def over_limit(what: str, limit: int, these: str) -> Refused:
    """There are as many as a project may have."""
    message = f"You have reached the maximum {what} per tenant, {limit}. Please delete some {these}."
    return Refused(400, "RequestLimitExceeded", f"Request limit exceeded: {message}")


def forbidden(rule: str) -> Refused:
    """The caller's roles do not do."""
    return Refused(403, "Forbidden", f"You are not authorized to use {rule}.")


def no_type(name: str) -> Refused:
    """There is no such resource type."""
    return Refused(404, "EntityNotFound", f"The Resource Type ({name}) could not be found.")


def no_version(version: str) -> Refused:
    """There is no such version of a template language."""
    return not_found(f"Template with version {version} not found")


def not_supported(feature: str) -> Refused:
    """It is known, and not to be had."""
    return Refused(400, "NotSupported", f"{feature} is not supported.")


def no_such_value(reason: str) -> Refused:
    """A word of the query is none of those that there are."""
    return Refused(400, "Invalid", f"Data supplied was not valid: {reason}")


def too_much(limit: str) -> Refused:
    """More than an operator allows."""
    return Refused(400, "RequestLimitExceeded", f"Request limit exceeded: {limit}")


def too_often(seconds: int) -> Refused:
    """There were more requests for the project than an operator allows."""
    return Refused(
        429,
        "RequestLimitExceeded",
        f"There were too many requests for the project; there may be another in {seconds} s.",
        {"Retry-After": str(seconds)},
    )


UNAVAILABLE = "99001"
"""The code by which a client may say that the next is no error to it."""


def unavailable(type_name: str, reason: str) -> Refused:
    """The type is known, and no cloud here makes things of it."""
    service = type_name.split("::")[1].lower() if type_name.count("::") > 1 else "none"
    message = f"HEAT-E{UNAVAILABLE} Service {service} is not available for resource type {type_name}, reason: {reason}"
    return Refused(400, "ResourceTypeUnavailable", message)
