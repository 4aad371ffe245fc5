"""Tokens from Keystone, obtained when the first is needed and renewed before, or when, they run out.

One request for a token is under way at a time, whoever waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from setpoint.clouds.openstack.client.exchange import Answer, Asked
from setpoint.clouds.openstack.client.faults import read, refusal
from setpoint.clouds.openstack.client.transport import Transport
from setpoint.clouds.openstack.identity import credentials
from setpoint.clouds.openstack.identity.catalogue import Catalogue
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import LostAnswer, ResourceError, Retry

EARLY = 60.0
"""Seconds before its end at which a token is renewed: long enough for a call that takes it along."""

IDENTITY = "identity"
TRIES = 4
PAUSE = 0.5


class Identity(msgspec.Struct, frozen=True):
    """What a token stands for. ``expires`` is in seconds since the epoch."""

    token: str
    expires: float
    catalogue: Catalogue
    project: str = ""
    user: str = ""
    roles: tuple[str, ...] = ()


class Keystone:
    """One identity's tokens."""

    def __init__(
        self, transport: Transport, auth_type: str, auth: Mapping[str, str], now: Callable[[], float]
    ) -> None:
        """Authenticate as ``auth`` says. ``now`` is in seconds since the epoch."""
        self._transport = transport
        self._auth_type = auth_type
        self._auth = auth
        self._now = now
        self._identity: Identity | None = None
        self._obtaining: asyncio.Task[Identity] | None = None

    async def identity(self) -> Identity:
        """What the present token stands for; the first is obtained now. Raises as :meth:`token`."""
        one = self._identity
        if one is None or (self._now() > one.expires - EARLY and self._is_renewable):
            one = await self._obtained()
        return one

    async def token(self) -> str:
        """A token that is good for a while. Raises ResourceError or InvalidInput where none is to be had, Retry."""
        return (await self.identity()).token

    def refused(self, token: str) -> None:
        """A service did not take ``token``. Raises ResourceError when there is no way to another one."""
        if self._identity is not None and self._identity.token == token:
            if not self._is_renewable:
                raise _run_out()
            self._identity = None

    @property
    def _is_renewable(self) -> bool:
        return credentials.is_renewable(self._auth_type)

    async def _obtained(self) -> Identity:
        if self._obtaining is None:
            self._obtaining = asyncio.create_task(self._obtain())
            self._obtaining.add_done_callback(self._has_obtained)
        return await asyncio.shield(self._obtaining)

    def _has_obtained(self, task: asyncio.Task[Identity]) -> None:
        self._obtaining = None
        if not task.cancelled() and task.exception() is None:
            self._identity = task.result()

    async def _obtain(self) -> Identity:
        asked = Asked(
            "POST",
            f"{_base(self._auth)}/auth/tokens",
            service=IDENTITY,
            headers={"Accept": "application/json"},
            body=credentials.request(self._auth_type, self._auth),
            is_item=False,
        )
        answer = await self._ask(asked)
        if answer.status == 401 or (not self._is_renewable and _knows_no_token(answer)):
            raise _unauthorised(answer, self._auth)
        if answer.status not in (200, 201):
            raise _unexpected(asked, answer)
        return _read(asked, answer)

    async def _ask(self, asked: Asked) -> Answer:
        """Asking twice for a token does no harm."""
        for attempt in range(TRIES):
            try:
                answer = await self._transport.send(asked)
            except (Retry, LostAnswer) as problem:
                if attempt == TRIES - 1:
                    raise Retry(PAUSE * 2**attempt, problem.why) from None
            else:
                if answer.status < 500 or attempt == TRIES - 1:
                    return answer
            await asyncio.sleep(PAUSE * 2**attempt)
        raise AssertionError


def _base(auth: Mapping[str, str]) -> str:
    """The address of Keystone's v3 API: ``auth_url`` may name it, or the root above it."""
    url = auth.get("auth_url", "").rstrip("/")
    if not url:
        raise ResourceError(
            Diagnostic(
                "the cloud has no auth_url",
                advice="give `auth_url` under `auth` of the cloud in clouds.yaml, or OS_AUTH_URL",
            )
        )
    return url if url.endswith("/v3") else f"{url.removesuffix('/v2.0')}/v3"


def _read(asked: Asked, answer: Answer) -> Identity:
    try:
        told: dict[str, Any] = answer.json()["token"]
        return Identity(
            token=answer.headers["x-subject-token"],
            expires=datetime.fromisoformat(told["expires_at"]).timestamp(),
            catalogue=Catalogue.read(told.get("catalog") or []),
            project=(told.get("project") or {}).get("id", ""),
            user=(told.get("user") or {}).get("id", ""),
            roles=tuple(role["name"] for role in told.get("roles") or ()),
        )
    except (KeyError, TypeError, ValueError, msgspec.ValidationError) as problem:
        raise _no_keystone(asked, f"its answer lacks what a token has: {problem!r}") from None


def _no_keystone(asked: Asked, why: str) -> ResourceError:
    return ResourceError(
        Diagnostic(f"what answers at {asked.url} is no Keystone", detail=why, advice="check auth_url")
    )


def _knows_no_token(answer: Answer) -> bool:
    """Whether Keystone itself says 404: of a token that has run out it says that there is none."""
    try:
        told = answer.json()
    except ValueError:
        return False
    return answer.status == 404 and isinstance(told, Mapping) and "error" in told


def _unauthorised(answer: Answer, auth: Mapping[str, str]) -> ResourceError:
    who = auth.get("username") or auth.get("user_id") or auth.get("application_credential_id") or "a token"
    return ResourceError(
        Diagnostic(
            f"Keystone does not accept the credentials of {who}",
            detail=f"{read(answer).message} (request {answer.request_id or 'unnamed'})",
            advice="check user, password, project and domains in clouds.yaml and secure.yaml, or OS_*",
        )
    )


def _unexpected(asked: Asked, answer: Answer) -> ResourceError | Retry:
    if answer.status < 400:
        return _no_keystone(asked, f"it answers {answer.status}, and no token")
    if answer.status == 404:
        return ResourceError(
            Diagnostic(
                f"there is no Keystone v3 at {asked.url}",
                detail=f"404 {read(answer).message}",
                advice="check auth_url: it ends in /v3",
            )
        )
    found = refusal(asked, answer)
    return found if isinstance(found, (ResourceError, Retry)) else Retry(PAUSE, str(found))


def _run_out() -> ResourceError:
    return ResourceError(
        Diagnostic(
            "the token has run out, and a token alone gives no new one",
            advice="give a new token, or better an application credential, in clouds.yaml",
        )
    )
