"""What Keystone tells of a token: whose it is, for what, until when (Identity API v3, "Validate and show information").

Tokens of a project, a domain, the whole system or nothing; those of a trust, and of an application credential.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from setpoint.api.caller import Caller
from setpoint.model.stack import ProjectId


class Token(msgspec.Struct, frozen=True, gc=False):
    """``caller`` lacks the token itself, so that what is kept of it gives nothing away.

    ``issued`` and ``expires`` are in seconds since the epoch. ``audit_id`` is the token's public name, ``chain_id``
    that of the first one in the chain of tokens that were had for one another.
    """

    caller: Caller
    issued: float
    expires: float
    audit_id: str = ""
    chain_id: str = ""
    users: tuple[str, ...] = ()
    """The user, and of a trust's token both sides."""
    domains: tuple[str, ...] = ()
    """Those of the user, and of what it is scoped to."""


class _Domain(msgspec.Struct, frozen=True):
    id: str | None = None


class _User(msgspec.Struct):
    id: str
    name: str = ""
    domain: _Domain = _Domain()


class _Project(msgspec.Struct):
    id: str
    name: str = ""
    domain: _Domain = _Domain()


class _Named(msgspec.Struct):
    id: str
    name: str = ""


class _Trust(msgspec.Struct):
    id: str
    trustor_user: _Named
    trustee_user: _Named


class _Told(msgspec.Struct):
    user: _User
    issued_at: datetime
    expires_at: datetime
    audit_ids: tuple[str, ...] = ()
    project: _Project | None = None
    domain: _Domain | None = None
    system: dict[str, Any] | None = None
    roles: tuple[_Named, ...] = ()
    is_admin_project: bool | None = None
    trust: _Trust | None = msgspec.field(name="OS-TRUST:trust", default=None)
    application_credential: _Named | None = None


class _Body(msgspec.Struct):
    token: _Told


_decode = msgspec.json.Decoder(_Body).decode


def read(content: bytes) -> Token:
    """The token that Keystone's answer tells of. Raises msgspec.MsgspecError for one that tells of none."""
    told = _decode(content).token
    trust = told.trust
    return Token(
        caller=_caller(told),
        issued=told.issued_at.timestamp(),
        expires=told.expires_at.timestamp(),
        audit_id=told.audit_ids[0] if told.audit_ids else "",
        chain_id=told.audit_ids[-1] if told.audit_ids else "",
        users=(told.user.id, *((trust.trustor_user.id, trust.trustee_user.id) if trust else ())),
        domains=tuple(one for one in _domains(told) if one),
    )


def _domains(told: _Told) -> Iterator[str | None]:
    yield told.user.domain.id
    if told.project:
        yield told.project.domain.id
    if told.domain:
        yield told.domain.id


def _caller(told: _Told) -> Caller:
    project = told.project
    return Caller(
        project=ProjectId(project.id if project else ""),
        user=told.user.id,
        user_name=told.user.name,
        project_name=project.name if project else "",
        roles=frozenset(role.name.lower() for role in told.roles),
        system="all" if (told.system or {}).get("all") else "",
        credentials={name: value for name, value in _credentials(told) if value},
        role_ids=tuple(role.id for role in told.roles),
    )


def _credentials(told: _Told) -> Iterator[tuple[str, str | None]]:
    yield "user_domain_id", told.user.domain.id
    if told.project:
        yield "project_domain_id", told.project.domain.id
    if told.domain:
        yield "domain_id", told.domain.id
    if told.is_admin_project is not None:
        yield "is_admin_project", str(told.is_admin_project)
    if told.trust:
        yield "trust_id", told.trust.id
    if told.application_credential:
        yield "application_credential_id", told.application_credential.id
