"""No client asks more often than it may: a bucket of tokens each, which fills up at a steady rate.

Kept as one number a client, the time at which its bucket is full again (the "generic cell rate algorithm", of ITU-T
I.371): nothing has to be refilled, and what is in the past can be forgotten.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable, Hashable
from functools import lru_cache
from http import HTTPStatus
from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from setpoint.api.service.middleware.refusal import Refusal, refuse
from setpoint.api.settings import Current

_TOO_OFTEN = Refusal(
    HTTPStatus.TOO_MANY_REQUESTS, "There were too many requests in too little time.", "RequestLimitExceeded"
)

MOST_CLIENTS = 100_000
"""Clients that are remembered; beyond that, those are forgotten first whose buckets will be full soonest."""


class Buckets:
    """How often each client may still ask."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        """All are full."""
        self._now = now
        self._full_at: dict[Hashable, float] = {}

    def wait(self, client: Hashable, rate: float, burst: int) -> float:
        """Take a token, and answer 0; or answer in how many seconds there will be one."""
        now = self._now()
        full_at = max(self._full_at.get(client, now), now) + 1 / rate
        late = full_at - now - burst / rate
        if late > 1e-9:
            return late
        self._full_at[client] = full_at
        if len(self._full_at) > MOST_CLIENTS:
            self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        """Drop those with full buckets, and as many others as leave half of the room."""
        kept = sorted((at, client) for client, at in self._full_at.items() if at > now)
        self._full_at = {client: at for at, client in kept[-MOST_CLIENTS // 2 :]}


def client_of(scope: Scope) -> Hashable:
    """Whose bucket it is, by address: an IPv6 network of 64 bits is one client, as it is one customer's."""
    client = scope.get("client")
    return _network(client[0]) if client else ""


@lru_cache(maxsize=4096)
def _network(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False))


class RateLimit:
    """Refuses whoever asks too often. ``allowed()`` is the rate (requests a second, 0 is no limit) and the burst."""

    def __init__(self, app: ASGIApp, allowed: Callable[[], tuple[float, int]]) -> None:
        """Guard ``app``."""
        self._app = app
        self._allowed = allowed
        self._buckets = Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request pass, or not."""
        rate, burst = self._allowed()
        wait = self._buckets.wait(client_of(scope), rate, burst) if rate else 0.0
        if not wait:
            await self._app(scope, receive, send)
            return
        seconds = str(math.ceil(wait))
        message = f"Not more than {rate:g} requests a second; there may be another one in {seconds} s."
        await refuse(send, _TOO_OFTEN, message, [(b"retry-after", seconds.encode())])


class ProjectRate:
    """The same for projects, which nobody knows before it is known who asks: ``allowed()`` is as above."""

    def __init__(self, allowed: Callable[[], tuple[float, int]]) -> None:
        """All may ask."""
        self._allowed = allowed
        self._buckets = Buckets()

    def __call__(self, project: str) -> float:
        """Count a request; in how many seconds there may be another, where this is one too many, else 0."""
        rate, burst = self._allowed()
        return self._buckets.wait(project, rate, burst) if rate else 0.0


def project_rate(current: Current) -> ProjectRate:
    """As the configuration says that counts at each request."""
    return ProjectRate(lambda: (current.config.service.rate_per_project, current.config.service.rate_burst))
