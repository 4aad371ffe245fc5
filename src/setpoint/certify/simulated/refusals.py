"""How the simulated services refuse: one function for each way, all with a diagnostic that says why and what to do.

Codes are those with which OpenStack's services answer; which exception stands for them is the drivers' contract
(:mod:`setpoint.model.errors`). A 404 for something *referred to* is no NotFound: that one means the subject itself.
"""

from __future__ import annotations

from collections.abc import Collection

from setpoint.model.diagnostic import About, Diagnostic, Problem
from setpoint.model.errors import Conflict, NotFound, ResourceError, Retry

BUSY_SECONDS = 1.0
"""How long a service asks to wait for something that it is still at work on."""


def bad_request(why: str, detail: str = "", advice: str = "") -> ResourceError:
    """400: it makes no sense, and never will."""
    return ResourceError(Diagnostic(f"400: {why}", detail=detail, advice=advice))


def forbidden(why: str, detail: str = "", advice: str = "") -> ResourceError:
    """403: the service does not do that, whoever asks."""
    return ResourceError(Diagnostic(f"403: {why}", detail=detail, advice=advice))


def unknown(what: str, ref: str, advice: str = "") -> ResourceError:
    """404 for something that a property refers to."""
    return ResourceError(Diagnostic(f"404: there is no {what} {ref!r}", advice=advice))


def gone(what: str, ref: str) -> NotFound:
    """404 for the thing itself."""
    return NotFound(Diagnostic(f"404: there is no {what} {ref!r}"))


def conflict(why: str, detail: str = "", advice: str = "") -> Conflict:
    """409 (at some services 400): somebody else holds what is needed."""
    return Conflict(Diagnostic(f"409: {why}", detail=detail, advice=advice))


def busy(what: str, status: str) -> Retry:
    """409: the service is still at work on it."""
    return Retry(BUSY_SECONDS, f"409: {what} is {status}")


def not_allowed(what: str) -> ResourceError:
    """403: others may do that."""
    return ResourceError(
        Diagnostic(
            f"403: policy does not allow {what}",
            advice="the credentials lack a role or policy that allows this: ask the cloud's operator",
        )
    )


def over_quota(what: str, wanted: int, used: int, limit: int) -> ResourceError:
    """403 or 413: the project may not have that much."""
    return ResourceError(
        Diagnostic(
            f"403: quota exceeded for {what}",
            detail=f"{wanted} more wanted, {used} of {limit} in use",
            advice="delete some, or have the project's quota raised",
        )
    )


def refuse_unknown_region(region: str, named: Collection[str]) -> None:
    """Refuse a region that is none of those ``named``, where some are. Raises ResourceError."""
    if region and named and region not in named:
        detail = f"it has {', '.join(named)}"
        about = About(Problem.REGION, (region,))
        raise ResourceError(Diagnostic(f"the cloud has no region {region!r}", detail=detail, about=about))
