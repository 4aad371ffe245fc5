"""One way to ask: in a project, by somebody; or without being anybody."""

from __future__ import annotations

import enum

import msgspec

from setpoint.api.heat.signature import Handler


class Route(msgspec.Struct, frozen=True):
    """A way to ask something of a project: method, path below ``/v1/{tenant_id}``, and the policy rule."""

    method: str
    path: str
    rule: str
    handler: Handler
    """Takes an ``Asked``, and what its signature says besides."""


class Form(enum.Enum):
    """In whose form it is refused, which is what its callers understand."""

    HEAT = "open"
    AWS = "signed"
    KEYSTONE = "in-server"
    ZAQAR = "in-server messages"


class OpenRoute(msgspec.Struct, frozen=True):
    """A way to ask without a token of Keystone's."""

    method: str
    path: str
    handler: Handler
    """Takes the services and the request, and what its signature says besides."""
    form: Form = Form.HEAT
