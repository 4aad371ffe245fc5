"""Who asks, as Keystone says: each token is shown to it once, and its answer is believed for a while.

How late a token is refused that was revoked: as soon as Keystone has told of it among its revocations, for which it is
asked every few seconds (``Keeping.listen``). What it does not tell of there (a role taken away, a project disabled), or
where it lets the service have none: after ``Keeping.valid`` seconds at the latest. None is believed beyond its end.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Callable, Collection

import msgspec
import structlog

from setpoint.api.caller import Caller, Unauthorized, Unavailable
from setpoint.api.identity.cache import Cache, Fingerprints
from setpoint.api.identity.revocations import Event, Revocations
from setpoint.api.identity.token import Token, read
from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.clouds.openstack.connection import Connection
from setpoint.model.errors import InvalidInput, NotFound, ResourceError, Retry

IDENTITY = Api("identity", "v3")

LONGEST = 8192
"""Characters of what may be a token: Fernet's have 180 to 255."""

AFTER_REFUSAL = 300.0
"""Seconds until Keystone is asked again for revocations that it has not let the service have."""

_log = structlog.get_logger(__name__)
_TOKEN = re.compile(r"[!-~]+")


class Keeping(msgspec.Struct, frozen=True):
    """How long, in seconds, and how much is kept of what Keystone has said."""

    valid: float = 60.0
    """How long a token is believed to be valid."""
    refused: float = 5.0
    """How long one that Keystone does not know is refused without asking it again."""
    most: int = 10_000
    """How many tokens are known at a time; as many that are not valid, apart from those."""
    listen: float = 5.0
    """How often it is asked what was revoked, while any token is known; 0 for never."""
    patience: float = 10.0
    """How long an answer may take, tries that failed included."""


class KeystoneIdentity:
    """Whoever Keystone knows."""

    def __init__(
        self,
        config: CloudConfig,
        keeping: Keeping = Keeping(),  # noqa: B008 - it never changes
        now: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """Ask with the service's own credentials, those of ``config``; its role must let it validate tokens.

        ``now`` is in seconds since the epoch, ``ticks`` in seconds of a clock that nobody sets.
        """
        self._connection = Connection(config)
        self._keystone = self._connection.service(IDENTITY)
        self._keeping = keeping
        self._now = now
        self._fingerprints = Fingerprints()
        self._known: Cache[Token] = Cache(keeping.most, ticks)
        self._refused: Cache[bool] = Cache(keeping.most, ticks)
        self._asking: dict[bytes, asyncio.Task[Token]] = {}
        self._revocations = Revocations(self._keystone, now)
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Prove the service's own credentials, and listen. Keystone may be away just now.

        Raises InvalidInput or ResourceError for credentials that it does not accept.
        """
        with contextlib.suppress(Retry, TimeoutError):
            async with asyncio.timeout(self._keeping.patience):
                await self._connection.identity()
        if self._keeping.listen:
            self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Let go of connections."""
        tasks = [*self._asking.values(), *filter(None, [self._listening])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._connection.close()

    async def caller(self, token: str, service_token: str = "") -> Caller:
        """See :class:`setpoint.api.identity.identity.Identity`."""
        caller = (await self._token(token)).caller
        if not service_token:
            return msgspec.structs.replace(caller, token=token)
        service = (await self._token(service_token)).caller
        return msgspec.structs.replace(
            caller,
            token=token,
            service_roles=service.roles,
            credentials={**caller.credentials, **_as_service(service)},
        )

    async def _token(self, token: str) -> Token:
        if len(token) > LONGEST:
            raise Unauthorized
        key = self._fingerprints.of(token)
        known = self._known.get(key)
        if known is not None and self._now() < known.expires:
            return known
        if not _TOKEN.fullmatch(token) or self._refused.get(key):
            raise Unauthorized
        return await self._asked(key, token)

    async def _asked(self, key: bytes, token: str) -> Token:
        """However many wait for it, Keystone is asked once; who goes away does not take the answer from the others."""
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._ask(key, token))
            task.add_done_callback(lambda done: self._has_asked(key, done))
        return await asyncio.shield(task)

    def _has_asked(self, key: bytes, task: asyncio.Task[Token]) -> None:
        del self._asking[key]
        if not task.cancelled():
            task.exception()  # it is told to whoever still waits, and to nobody else

    async def _ask(self, key: bytes, token: str) -> Token:
        try:
            async with asyncio.timeout(self._keeping.patience):
                answer = await self._keystone.send(
                    "GET", "auth/tokens", query={"nocatalog": ""}, headers={"X-Subject-Token": token}
                )
            found = read(answer.content)
        except NotFound:
            self._refused.put(key, known=True, seconds=self._keeping.refused)
            raise Unauthorized from None
        except TimeoutError:
            raise Unavailable(f"Keystone has not answered within {self._keeping.patience:g} s") from None
        except (Retry, ResourceError, InvalidInput) as problem:
            raise Unavailable(str(problem)) from None
        except msgspec.MsgspecError as problem:
            raise Unavailable(f"what Keystone tells of a token cannot be understood: {problem}") from None
        left = found.expires - self._now()
        if left <= 0:
            raise Unauthorized
        if not any(event.concerns(found) for event in self._revocations.recent):
            self._known.put(key, found, min(left, self._keeping.valid))
        return found

    async def _listen(self) -> None:
        """While any token is known, ask what was revoked, and forget those that may be meant."""
        while True:
            await asyncio.sleep(self._keeping.listen)
            if not len(self._known):
                continue
            try:
                events = await self._revocations.new()
            except Retry:
                continue
            except (ResourceError, InvalidInput, msgspec.MsgspecError) as problem:
                _log.warning("Keystone does not tell what was revoked", why=str(problem))
                await asyncio.sleep(AFTER_REFUSAL)
                continue
            if events:
                self._forget(events)

    def _forget(self, events: Collection[Event]) -> None:
        self._known.drop(lambda token: any(event.concerns(token) for event in events))


def _as_service(service: Caller) -> dict[str, str]:
    """By the names that oslo.context has for who asks on behalf of a user."""
    told = {
        "service_user_id": service.user,
        "service_project_id": service.project,
        "service_user_domain_id": service.credentials.get("user_domain_id", ""),
        "service_project_domain_id": service.credentials.get("project_domain_id", ""),
    }
    return {name: value for name, value in told.items() if value}
