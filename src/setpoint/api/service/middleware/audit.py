"""An event for each request that is to change something: who did what to what, and whether it was let.

In the form of the DMTF's "Cloud Auditing Data Federation" (DSP0262), with the types that OpenStack's services use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import structlog
from starlette.types import Scope

from setpoint.api.service.exchange import Exchange, caller_of, rule_of
from setpoint.api.service.logs import AUDIT

EVENT = "http://schemas.dmtf.org/cloud/audit/1.0/event"
SERVICE = "service/orchestration"
USER = "service/security/account/user"

_VERBS = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
_ONLY_LOOKS = frozenset({"lookup", "preview", "preview_update", "preview_update_patch", "validate_template"})
"""What changes nothing, although its method would."""
_IDS = ("snapshot_id", "resource_name", "stack_id", "config_id", "deployment_id", "stack_name")
"""What in a path names the target, the more exact first."""

_log = structlog.get_logger(source=AUDIT)


def audit(scope: Scope, exchange: Exchange) -> None:
    """Tell of the request, if it was to change something."""
    if scope["method"] in _VERBS and rule_of(scope).partition(":")[2] not in _ONLY_LOOKS:
        _log.info("audit", **event(scope, exchange))


def event(scope: Scope, exchange: Exchange) -> dict[str, Any]:
    """The event in CADF's fields."""
    noun, _, verb = rule_of(scope).partition(":")
    return {
        "typeURI": EVENT,
        "id": str(uuid4()),
        "eventType": "activity",
        "eventTime": dt.datetime.now(dt.UTC).isoformat(),
        "action": _action(scope["method"], verb),
        "outcome": "success" if 0 < exchange.status < 400 else "failure",
        "reason": {"reasonType": "HTTP", "reasonCode": str(exchange.status)},
        "initiator": _initiator(scope, exchange),
        "target": {"typeURI": f"{SERVICE}/{noun}" if noun else SERVICE, "id": _target(scope)},
        "observer": {"typeURI": SERVICE, "id": "target"},
        "requestPath": scope["raw_path"].decode("latin-1"),
    }


def _action(method: str, verb: str) -> str:
    """One of CADF's words, with ours behind it where that says more: ``update/suspend``."""
    plain = _VERBS.get(method, "read")
    word = verb.partition("_")[0]
    if not verb or verb == plain:
        return plain
    if word in {"create", "delete"}:
        return f"{word}/{verb}"
    return f"update/{verb}"


def _target(scope: Scope) -> str:
    """The id of what it is done to; the project where something is to be made in it."""
    named: Mapping[str, str] = scope.get("path_params", {})
    return next((named[one] for one in (*_IDS, "tenant_id") if one in named), "unknown")


def _initiator(scope: Scope, exchange: Exchange) -> dict[str, Any]:
    client = scope.get("client")
    agent = next((value for name, value in scope["headers"] if name == b"user-agent"), b"")
    who: dict[str, Any] = {
        "typeURI": USER,
        "id": "unknown",
        "host": {"address": client[0] if client else "", "agent": agent.decode("latin-1")},
        "request_id": exchange.request_id,
    }
    if exchange.global_request_id:
        who["global_request_id"] = exchange.global_request_id
    caller = caller_of(scope)
    if caller:
        who |= {"id": caller.user, "name": caller.user_name, "project_id": caller.project}
    return who
