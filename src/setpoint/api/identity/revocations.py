"""Which tokens were revoked lately, as Keystone tells its services (Identity API v3, extension OS-REVOKE).

An event names what the tokens that it revokes have in common: their own name, that of their chain, a user, a project, a
domain, a role, a trust. What it does not name does not matter. Whether a token that seems to be meant is valid all the
same, Keystone itself is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from setpoint.api.identity.token import Token
from setpoint.clouds.openstack.client.service import Service

BEFORE = 300.0
"""Seconds before the start from which on events are asked for: so much may Keystone's clock differ from ours."""

OVERLAP = 5.0
"""Seconds that are asked for again: an event may be recorded a little after its time, which has whole seconds."""


class Event(msgspec.Struct, frozen=True):
    """Tokens that were revoked."""

    revoked_at: datetime
    issued_before: datetime | None = None
    expires_at: datetime | None = None
    audit_id: str | None = None
    audit_chain_id: str | None = None
    user_id: str | None = None
    project_id: str | None = None
    domain_id: str | None = None
    domain_scope_id: str | None = None
    role_id: str | None = None
    trust_id: str | None = msgspec.field(name="OS-TRUST:trust_id", default=None)

    def concerns(self, token: Token) -> bool:
        """Whether ``token`` seems to be one of them."""
        caller = token.caller
        return (
            (self.issued_before is None or token.issued <= self.issued_before.timestamp())
            and (self.expires_at is None or int(token.expires) == int(self.expires_at.timestamp()))
            and self.audit_id in (None, token.audit_id)
            and self.audit_chain_id in (None, token.chain_id)
            and (self.user_id is None or self.user_id in token.users)
            and self.project_id in (None, caller.project)
            and (self.domain_id is None or self.domain_id in token.domains)
            and self.domain_scope_id in (None, caller.credentials.get("domain_id"))
            and (self.role_id is None or self.role_id in caller.role_ids)
            and self.trust_id in (None, caller.credentials.get("trust_id"))
        )


class _Body(msgspec.Struct):
    events: list[Event]


_decode = msgspec.json.Decoder(_Body).decode


class Revocations:
    """The events since a while before the start. ``now`` is in seconds since the epoch."""

    def __init__(self, service: Service, now: Callable[[], float]) -> None:
        """Ask ``service``, which is Keystone."""
        self._service = service
        self._since = now() - BEFORE
        self.recent: frozenset[Event] = frozenset()
        """What the last answer had: also for tokens that Keystone is just being asked about."""

    async def new(self) -> frozenset[Event]:
        """Those that were not there when it was asked last. Raises Retry, ResourceError."""
        since = datetime.fromtimestamp(self._since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        answer = await self._service.send("GET", "OS-REVOKE/events", query={"since": since})
        found = frozenset(_decode(answer.content).events)
        fresh, self.recent = found - self.recent, found
        self._since = max([self._since, *(one.revoked_at.timestamp() - OVERLAP for one in found)])
        return fresh
