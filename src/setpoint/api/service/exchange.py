"""A request and its answer, as the layers around the application see them: each adds what it has found out.

It lies in the ASGI scope, is made by the outermost layer, and is what log, metrics and audit read in the end.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import msgspec

from setpoint.api.caller import Caller

_KEY = "setpoint.exchange"


class Exchange(msgspec.Struct):
    """One request, and how far its answer is.

    ``request_id`` is ours, ``global_request_id`` that of whoever asked first, as OpenStack's services hand it on.
    ``length`` is that of the request's body in bytes, None where nobody says beforehand. Of the answer: ``status`` is 0
    until it begins, ``sent`` the bytes of its body so far, ``seconds`` how long it took in the end.
    """

    request_id: str
    global_request_id: str = ""
    length: int | None = 0
    status: int = 0
    sent: int = 0
    seconds: float = 0.0

    @property
    def is_answered(self) -> bool:
        """Whether the answer has begun: it cannot be another one any more."""
        return self.status != 0


current_exchange: ContextVar[Exchange | None] = ContextVar("current_exchange", default=None)
"""The exchange for which code is running, for whatever is told of it; None where it runs for none."""


def exchange_of(scope: MutableMapping[str, Any]) -> Exchange:
    """The exchange that this scope is of."""
    found: Exchange = scope[_KEY]
    return found


def begin(scope: MutableMapping[str, Any], exchange: Exchange) -> None:
    """Put an exchange into its scope, and let the code that runs from here on find it."""
    scope[_KEY] = exchange
    current_exchange.set(exchange)


# --- what the door has put into the scope besides


def caller_of(scope: MutableMapping[str, Any]) -> Caller | None:
    """Who asks, once a token was believed."""
    found: Caller | None = scope.get("caller")
    return found


def rule_of(scope: MutableMapping[str, Any]) -> str:
    """The policy's name for what is asked (``stacks:create``), once that is known; else ""."""
    found: str = scope.get("rule", "")
    return found


def route_of(scope: MutableMapping[str, Any]) -> str:
    """The template of the path (``/v1/{tenant_id}/stacks``) where it leads somewhere; else ""."""
    found: str = getattr(scope.get("route"), "path", "")
    return found
