"""All layers around an application, in their order."""

from __future__ import annotations

from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from setpoint.api.service.middleware.access import access
from setpoint.api.service.middleware.audit import audit
from setpoint.api.service.middleware.body import BodyLimit
from setpoint.api.service.middleware.cors import Cors
from setpoint.api.service.middleware.deadline import Deadline
from setpoint.api.service.middleware.last_resort import LastResort
from setpoint.api.service.middleware.numbers import Numbers
from setpoint.api.service.middleware.observed import Observed
from setpoint.api.service.middleware.page import Page
from setpoint.api.service.middleware.rate import RateLimit
from setpoint.api.service.middleware.request_id import RequestId
from setpoint.api.settings import Current


def wrapped(app: ASGIApp, current: Current, registry: CollectorRegistry) -> ASGIApp:
    """``app`` as it is served: what reloads is read from ``current`` at each request."""
    service, metrics = current.config.service, current.config.metrics
    inner: ASGIApp = BodyLimit(app, lambda: current.config.limits.max_json_body_size)
    inner = Deadline(inner, service.request_timeout)
    inner = RateLimit(
        inner, lambda: (current.config.service.rate_per_client, current.config.service.rate_burst)
    )
    inner = LastResort(inner)
    if metrics.enabled and metrics.listen is None:
        inner = Page(inner, metrics.path, registry)
    if service.allowed_origins:
        inner = Cors(inner, service.allowed_origins)
    if metrics.enabled:
        numbers = Numbers(registry)
        inner = Observed(inner, began=(numbers.began,), ended=(access, numbers.ended, audit))
    else:
        inner = Observed(inner, ended=(access, audit))
    return RequestId(inner, beside=app)
