"""A trust as the credential of a stack: by it the service works for a user after the user's token is gone.

The user (the trustor) lets the service's user (the trustee) act as the user, with the roles of the token that was
shown, in the project that it is for (Identity API v3, extension OS-TRUST). Whoever learns the id of a trust cannot use
it: that takes the service's own password. A trust ends with its trustor, and when the trustor loses one of those roles.

A trust has no name and carries no text. What it carries is its end: that of each is a second of its own, centuries or
millennia away, by which it is found. (Keystone keeps no more than seconds on some databases, and has no two trusts of
one user for another in a project that end in the same one.)
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from setpoint.api.caller import Caller, Unavailable
from setpoint.api.identity.giving import accepted, asked_by, understood
from setpoint.api.identity.keystone import IDENTITY
from setpoint.api.identity.unentrusted import dead, not_given, refuse_unfit
from setpoint.clouds.openstack.client.exchange import Answer
from setpoint.clouds.openstack.client.faults import read
from setpoint.clouds.openstack.config import CloudConfig, Credentials
from setpoint.clouds.openstack.connection import Connection
from setpoint.model.credential import Credential, CredentialIntent, Means
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput, LostAnswer, NotFound, ResourceError, Retry

PASSWORD = ("password", "v3password")
"""The ways in which a trustee may show who it is: an application credential is bound to a project of its own."""

FIRST = datetime(2200, 1, 1, tzinfo=UTC)
LAST = datetime(9900, 1, 1, tzinfo=UTC)
"""When trusts end: never, for all that matters, but each in a second of its own."""


class _Trust(msgspec.Struct):
    id: str
    trustor_user_id: str = ""
    project_id: str | None = None
    expires_at: str | None = None


class _Made(msgspec.Struct):
    trust: _Trust


class _Listed(msgspec.Struct):
    trusts: list[_Trust]


class Trusts:
    """The trusts in which the service is the trustee."""

    def __init__(self, config: CloudConfig) -> None:
        """Be who ``config`` says. Raises InvalidInput where that is not a user with a password."""
        if config.auth_type not in PASSWORD:
            raise InvalidInput.because(
                f"the service's own credentials are of the type {config.auth_type}, and cannot use trusts",
                detail="what is done later for a stack, the service does as the stack's owner, by a trust",
                advice="give the service a user with a password: auth_type password",
            )
        self._config = config
        self._connection = Connection(config)

    async def close(self) -> None:
        """Let go of connections."""
        await self._connection.close()

    async def make(self, caller: Caller, intent: CredentialIntent) -> Credential:
        """Let the service act for ``caller``, as far as the caller's token reaches.

        Raises ResourceError that says why Keystone does not let that token give a trust, Unauthorized for one that is
        not valid any more, Unavailable where Keystone does not answer. Then there may be a trust: :meth:`find` it.
        """
        refuse_unfit(caller)
        try:
            trustee = (await self._connection.identity()).user
            answer = await self._as_caller(caller, _wanted(caller, trustee, intent))
        except (Retry, LostAnswer) as problem:
            raise Unavailable(str(problem)) from None
        made = understood(answer.content, _Made, "a trust").trust
        return Credential(made.id, caller.user, caller.project, intent.token)

    async def _as_caller(self, caller: Caller, wanted: dict[str, Any]) -> Answer:
        asked = await asked_by(caller, self._connection, "OS-TRUST/trusts", {"trust": wanted})
        answer = await self._connection.transport.send(asked)
        if answer.status in (403, 404):
            raise ResourceError(_not_given(caller, answer))
        return accepted(asked, answer)

    async def find(self, intent: CredentialIntent) -> str:
        """The id of the trust that was made for ``intent``, or "". Raises ResourceError, Unavailable."""
        try:
            me = (await self._connection.identity()).user
            answer = await self._connection.service(IDENTITY).send(
                "GET", "OS-TRUST/trusts", query={"trustee_user_id": me}
            )
        except (Retry, LostAnswer) as problem:
            raise Unavailable(str(problem)) from None
        wanted = (intent.user, intent.project, _end(intent))
        found = (
            one.id
            for one in understood(answer.content, _Listed, "a trust").trusts
            if one.expires_at
            and (one.trustor_user_id, one.project_id, datetime.fromisoformat(one.expires_at)) == wanted
        )
        return next(found, "")

    async def problem(self, trust: Credential) -> Diagnostic | None:
        """Why nothing can be done by ``trust`` any more; None while it is good. Raises Unavailable."""
        connection = Connection(self.config(trust))
        try:
            await connection.identity()
        except ResourceError as refused:
            return dead(trust, await self._why(trust, refused))
        except Retry as problem:
            raise Unavailable(str(problem)) from None
        finally:
            await connection.close()
        return None

    async def _why(self, trust: Credential, refused: ResourceError) -> ResourceError:
        """What keeps ``trust`` from being used, where it is nothing about the service itself."""
        try:
            await self._connection.service(IDENTITY).get(f"OS-TRUST/trusts/{trust.id}")
        except NotFound as gone:
            return gone
        except (ResourceError, Retry) as problem:
            raise Unavailable(str(problem)) from None
        return refused

    async def delete(self, trust: Credential) -> None:
        """End ``trust``; nothing is to be done for one that has ended. Raises ResourceError, Unavailable."""
        by_itself = Connection(self.config(trust))
        try:
            try:
                await _delete(by_itself, trust)
            except NotFound:
                return
            except ResourceError:  # its trustor is gone, say; an administrator may still end it
                await _delete(self._connection, trust)
        except NotFound:
            return
        except (Retry, LostAnswer) as problem:
            raise Unavailable(str(problem)) from None
        finally:
            await by_itself.close()

    def config(self, trust: Credential, region: str = "") -> CloudConfig:
        """How to connect to the cloud by ``trust``: as its trustor, in its project."""
        auth = Credentials({**self._config.auth, "trust_id": trust.id})  # that scope goes before any other
        return msgspec.structs.replace(self._config, auth=auth, region=region or self._config.region)


async def _delete(connection: Connection, trust: Credential) -> None:
    await connection.service(IDENTITY).delete(f"OS-TRUST/trusts/{trust.id}")


def _wanted(caller: Caller, trustee: str, intent: CredentialIntent) -> dict[str, Any]:
    return {
        "trustor_user_id": caller.user,
        "trustee_user_id": trustee,
        "project_id": caller.project,
        "roles": [{"id": role} for role in caller.role_ids],
        "impersonation": True,
        "allow_redelegation": False,
        "expires_at": _end(intent).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _end(intent: CredentialIntent) -> datetime:
    """When the trust for ``intent`` ends: it follows from the token."""
    seconds = (LAST - FIRST) // timedelta(seconds=1)
    return FIRST + timedelta(seconds=UUID(intent.token).int % seconds)


def _not_given(caller: Caller, answer: Answer) -> Diagnostic:
    return not_given(
        caller,
        f"{answer.status} {read(answer).message}",
        of_trust="the token is one of a trust itself, which may not be handed on",
        of_credential="the token is one of an application credential, which may not give trusts",
        else_="the roles of the token are not the user's own in the project, or the service's user is not known",
        means=Means.TRUST,
    )
