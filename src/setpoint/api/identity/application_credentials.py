"""An application credential as the credential of a stack: it acts as its user, at the services that it is for.

It has the roles of the token that was shown, in the project that this is for, and access rules: it is good for those
services that the stack's types use, and for nothing else (Identity API v3, "Application credentials"). It may make no
other credential. Its name is the token of the intent to make it, by which it is found; its secret is made here. It ends
with its user, and when the user loses one of those roles.

Nobody but its user may make one, and one that is restricted cannot end itself: an administrator does, as which the
service has to be known to Keystone.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import msgspec

from setpoint.api.caller import Caller, Unavailable
from setpoint.api.identity.giving import accepted, asked_by, understood
from setpoint.api.identity.keystone import IDENTITY
from setpoint.api.identity.unentrusted import dead, not_given, refuse_unfit
from setpoint.clouds.openstack.client.exchange import Answer
from setpoint.clouds.openstack.client.faults import read
from setpoint.clouds.openstack.config import CloudConfig, Credentials
from setpoint.clouds.openstack.connection import Connection
from setpoint.clouds.openstack.identity.catalogue import ALIASES
from setpoint.model.credential import Credential, CredentialIntent, Means
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import LostAnswer, NotFound, ResourceError, Retry
from setpoint.model.value import Sensitive

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
"""What a service may be asked with."""

EVERYWHERE = "/**"
"""The path of an access rule that is about all of a service."""

TRIES = 6
"""How often one is asked for: Keystone refuses two of one user at the same moment whose rules are new to it."""

PAUSE = 0.05
"""Seconds before the second try, doubled each time."""


class _Listed(msgspec.Struct):
    id: str
    name: str


class _Body(msgspec.Struct):
    application_credential: _Listed


class _Bodies(msgspec.Struct):
    application_credentials: list[_Listed]


class ApplicationCredentials:
    """Application credentials that users give to the service."""

    def __init__(self, config: CloudConfig) -> None:
        """Find and end them as ``config`` says: as an administrator."""
        self._config = config
        self._connection = Connection(config)

    async def close(self) -> None:
        """Let go of connections."""
        await self._connection.close()

    async def make(self, caller: Caller, intent: CredentialIntent, services: Collection[str]) -> Credential:
        """Let the service act as ``caller`` at ``services``, which are named by their types.

        Raises ResourceError that says why Keystone does not let that token give one, Unauthorized for one that is not
        valid any more, Unavailable where Keystone does not answer. Then there may be one: :meth:`find` it.
        """
        refuse_unfit(caller, intent.means)
        secret = secrets.token_urlsafe(48)
        try:
            known = (await self._connection.identity()).catalogue.types
            answer = await self._as_caller(caller, _wanted(caller, intent, secret, rules(services, known)))
        except (Retry, LostAnswer) as problem:
            raise Unavailable(str(problem)) from None
        made = understood(answer.content, _Body, "an application credential").application_credential
        return Credential(
            made.id,
            caller.user,
            caller.project,
            intent.token,
            intent.expires,
            intent.at,
            Sensitive(secret),
            tuple(sorted(services)),
        )

    async def _as_caller(self, caller: Caller, wanted: dict[str, Any]) -> Answer:
        path = f"users/{caller.user}/application_credentials"
        asked = await asked_by(caller, self._connection, path, {"application_credential": wanted})
        for again in range(TRIES):
            answer = await self._connection.transport.send(asked)
            if answer.status != 409:
                break
            await asyncio.sleep(PAUSE * 2**again)
        if answer.status in (403, 404) or (answer.status == 400 and _ROLES in read(answer).message):
            raise ResourceError(_not_given(caller, answer))
        return accepted(asked, answer)

    async def find(self, intent: CredentialIntent) -> str:
        """The id of what was made for ``intent``; "" where there is none. Raises ResourceError, Unavailable."""
        path = f"users/{intent.user}/application_credentials"
        try:
            answer = await self._connection.service(IDENTITY).send(
                "GET", path, query={"name": name_of(intent)}
            )
        except NotFound:
            return ""  # nor is there its user
        except (Retry, LostAnswer) as problem:
            raise Unavailable(str(problem)) from None
        found = understood(answer.content, _Bodies, "an application credential").application_credentials
        return next((one.id for one in found if one.name == name_of(intent)), "")

    async def problem(self, credential: Credential) -> Diagnostic | None:
        """Why nothing can be done by ``credential`` any more; None while it is good. Raises Unavailable."""
        connection = Connection(self.config(credential))
        try:
            await connection.identity()
        except ResourceError as refused:
            return dead(credential, refused)
        except Retry as problem:
            raise Unavailable(str(problem)) from None
        finally:
            await connection.close()
        return None

    async def delete(self, credential: Credential) -> None:
        """End ``credential``; nothing is to be done for one that has ended. Raises ResourceError, Unavailable."""
        path = f"users/{credential.user}/application_credentials/{credential.id}"
        try:
            await self._connection.service(IDENTITY).delete(path)
        except NotFound:
            return
        except (Retry, LostAnswer) as problem:
            raise Unavailable(str(problem)) from None

    def config(self, credential: Credential, region: str = "") -> CloudConfig:
        """How to connect to the cloud by ``credential``: as its user, in its project."""
        assert credential.secret is not None, "a trust is none"
        auth = {
            "auth_url": self._config.auth["auth_url"],
            "application_credential_id": credential.id,
            "application_credential_secret": str(credential.secret.reveal()),
        }
        return msgspec.structs.replace(
            self._config,
            auth_type="v3applicationcredential",
            auth=Credentials(auth),
            region=region or self._config.region,
        )


def rules(services: Collection[str], known: Collection[str]) -> list[dict[str, str]]:
    """The access rules for all of ``services``, by the names that a catalogue has for them: its types are ``known``."""
    names = {name for one in services for name in (one, *ALIASES.get(one, ())) if name in known}
    return [
        {"service": name, "method": method, "path": EVERYWHERE}
        for name in sorted(names)
        for method in METHODS
    ]


def name_of(intent: CredentialIntent) -> str:
    """What the one that is made for ``intent`` is called."""
    return f"setpoint:{intent.token}"


def _wanted(
    caller: Caller, intent: CredentialIntent, secret: str, access: list[dict[str, str]]
) -> dict[str, Any]:
    ends = {}
    if intent.expires:
        ends = {"expires_at": datetime.fromtimestamp(intent.expires, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    return {
        "name": name_of(intent),
        "description": "for a stack, and removed with it",
        "secret": secret,
        "roles": [{"id": role} for role in caller.role_ids],
        "unrestricted": False,
        "access_rules": access,
        **ends,
    }


_ROLES = "unassigned role"
"""What Keystone says where the roles are not the user's; other things that it finds wrong are our own doing."""


def _not_given(caller: Caller, answer: Answer) -> Diagnostic:
    return not_given(
        caller,
        f"{answer.status} {read(answer).message}",
        of_trust="the token is one of a trust, which may not make application credentials",
        of_credential="the token is one of an application credential, which may not make others",
        else_="the roles of the token are not the user's own in the project",
        means=Means.APPLICATION_CREDENTIAL,
    )
