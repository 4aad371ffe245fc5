"""A line in the log for each request: who asked for what, and what came of it. Never tokens, queries or bodies."""

from __future__ import annotations

from starlette.types import Scope

from setpoint.api.service.exchange import Exchange, caller_of
from setpoint.api.service.logs import INFO, tell, threshold


def access(scope: Scope, exchange: Exchange) -> None:
    """Log the request. A path is logged as it came, encoded: a query may hold a signature."""
    if threshold.level > INFO:
        return
    client = scope.get("client")
    caller = caller_of(scope)
    tell(
        {
            "source": "access",
            "event": "request",
            "method": scope["method"],
            "path": scope["raw_path"].decode("latin-1"),
            "status": exchange.status,
            "seconds": round(exchange.seconds, 6),
            "bytes": exchange.sent,
            "client": client[0] if client else "",
            "project": caller.project if caller else "",
            "user": caller.user if caller else "",
        }
    )
