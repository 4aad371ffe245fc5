"""What is counted of requests, for Prometheus.

Labels have few values, whatever anybody asks for: the template of a path, never the path.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import Scope

from setpoint.api.service.exchange import Exchange, route_of

_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
OTHER = "other"
"""The route of what leads nowhere, and the method of what is none of HTTP's usual ones."""


class Numbers:
    """Counts requests into a registry, in which others may count other things."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Begin at nothing."""
        self._requests = Counter(
            "setpoint_http_requests", "Requests answered.", ("route", "method", "status"), registry=registry
        )
        self._seconds = Histogram(
            "setpoint_http_request_seconds",
            "How long they took.",
            ("route", "method"),
            buckets=_BOUNDS,
            registry=registry,
        )
        self._in_flight = Gauge(
            "setpoint_http_requests_in_flight",
            "Requests being answered just now.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._histograms: dict[tuple[str, str], Histogram] = {}

    def began(self, _scope: Scope, _exchange: Exchange) -> None:
        """A request has come."""
        self._in_flight.inc()

    def ended(self, scope: Scope, exchange: Exchange) -> None:
        """A request is answered."""
        route, method = route_of(scope) or OTHER, scope["method"]
        if method not in _METHODS:
            method = OTHER
        counter = self._counters.get((route, method, exchange.status))
        if counter is None:
            counter = self._requests.labels(route, method, str(exchange.status))
            self._counters[route, method, exchange.status] = counter
        counter.inc()
        histogram = self._histograms.get((route, method))
        if histogram is None:
            histogram = self._histograms[route, method] = self._seconds.labels(route, method)
        histogram.observe(exchange.seconds)
        self._in_flight.dec()
