"""Who asks in the tests of policies, and how their credentials look to oslo.policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from setpoint.api.caller import Caller
from setpoint.model.stack import ProjectId

HERE = {"project_id": "here"}

_IMPLIED = ("reader", "member", "manager", "admin")
"""Keystone tells of each role those that it implies, too."""


def caller(*roles: str, project: str = "here", system: str = "", **credentials: str) -> Caller:
    """A caller with these roles."""
    return Caller(
        project=ProjectId(project),
        user="somebody",
        roles=frozenset(roles),
        system=system,
        credentials=credentials,
    )


def _with(role: str) -> Iterable[str]:
    return _IMPLIED[: _IMPLIED.index(role) + 1]


PEOPLE: Mapping[str, Caller] = {
    "r": caller(*_with("reader")),
    "m": caller(*_with("member")),
    "g": caller(*_with("manager")),
    "a": caller(*_with("admin")),
    "R": caller(*_with("reader"), project="elsewhere"),
    "M": caller(*_with("member"), project="elsewhere"),
    "G": caller(*_with("manager"), project="elsewhere"),
    "A": caller(*_with("admin"), project="elsewhere"),
    "s": caller(*_with("reader"), project="", system="all"),
    "S": caller(*_with("admin"), project="", system="all"),
    "D": caller(*_with("admin"), project="", domain_id="default"),
    "u": caller("heat_stack_user"),
    "U": caller("heat_stack_user", project="elsewhere"),
    "x": caller(*_with("admin"), is_admin_project="False"),
    "n": caller(),
    "0": caller(project=""),
}
"""By their letter in ``decisions.txt``: roles here in small, elsewhere in capital letters; then the readers and
administrators of the whole system, a domain's administrator, users inside servers, an administrator who is not of the
administrators' project, somebody without roles, and one whose token has no scope."""


def credentials(one: Caller) -> dict[str, Any]:
    """As oslo.context tells oslo.policy of them, and Heat's context besides."""
    told: dict[str, Any] = {
        name: one.credentials.get(name)
        for name in (
            "domain_id",
            "user_domain_id",
            "project_domain_id",
            "service_user_id",
            "service_user_domain_id",
            "service_project_id",
            "service_project_domain_id",
        )
    }
    return told | {
        "user_id": one.user,
        "user": one.user,
        "project_id": one.project or None,
        "tenant": one.project or None,
        "system_scope": one.system or None,
        "roles": sorted(one.roles),
        "service_roles": sorted(one.service_roles),
        "is_admin_project": one.credentials.get("is_admin_project", "True") == "True",
    }
