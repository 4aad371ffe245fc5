"""The credentials of stacks: made with the token of whoever asks, and ended when no stack has them any more.

That one is to be made is recorded before Keystone is asked for it, and forgotten when it has ended. So whatever became
of the process, or of an answer, each that no stack has is found again, and ended (:meth:`StackCredentials.settle`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from uuid import uuid4

import structlog

from setpoint.api.caller import Caller, Unauthorized, Unavailable
from setpoint.api.identity.application_credentials import ApplicationCredentials
from setpoint.api.identity.trusts import Trusts
from setpoint.api.identity.unentrusted import refuse_unfit
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.model.credential import Credential, CredentialIntent, Means, credential_of
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError, SetpointError
from setpoint.model.stack import ProjectId, Stack
from setpoint.store import Store
from setpoint.store.records import ProjectBatch

_log = structlog.get_logger(source="engine")

EVERY = 30.0
"""Seconds between two looks for credentials that no stack has."""

LATE = 120.0
"""Seconds for which Keystone may yet make what a process has asked for that is gone."""


class StackCredentials:
    """See above."""

    def __init__(
        self,
        config: CloudConfig,
        store: Store,
        means: Means = Means.TRUST,
        *,
        lifetime: float = 0,
        patience: float = 0,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Be to Keystone who ``config`` says; new ones are of the kind ``means``.

        Application credentials last ``lifetime`` seconds, 0 is as long as their stack. Between the intent and the
        record of one pass ``patience`` seconds, at most.
        """
        self._store = store
        self._means = means
        self._lifetime = lifetime if means is Means.APPLICATION_CREDENTIAL else 0
        self._patience = patience
        self._now = now
        self._trusts = Trusts(config)
        self._applications = ApplicationCredentials(config)
        self._keeping: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Let go of connections."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        await self._trusts.close()
        await self._applications.close()

    async def give(self, caller: Caller, stack: Stack, services: Collection[str]) -> Stack:
        """``stack`` with a credential of ``caller``'s, good for ``services`` at least.

        Raises ResourceError that says why Keystone does not let the caller's token give one, Unauthorized, Unavailable.
        """
        refuse_unfit(caller, self._means)
        now = self._now()
        intent = CredentialIntent(
            str(uuid4()),
            self._means,
            caller.project,
            caller.user,
            now,
            self._store.sign_of_life(),
            now + self._lifetime if self._lifetime else 0,
        )
        records = self._store.project(caller.project)
        await records.commit(ProjectBatch().put_intent(intent))
        try:
            made = await self._made(caller, intent, services)
        except (ResourceError, Unauthorized):
            await records.commit(ProjectBatch().drop_intent(intent.token))
            raise
        return made.given_to(stack)

    async def _made(self, caller: Caller, intent: CredentialIntent, services: Collection[str]) -> Credential:
        if intent.means is Means.TRUST:
            return await self._trusts.make(caller, intent)
        return await self._applications.make(caller, intent, services)

    async def end(self, stack: Stack) -> None:
        """End the credential that ``stack`` had. It does not raise: what cannot be done now is done later."""
        if not stack.credential:
            return
        credential = credential_of(stack)
        try:
            await self._of(credential.means).delete(credential)
        except (ResourceError, Unavailable) as problem:
            _log.warning("a credential was left", credential=credential.id, why=str(problem))
        else:
            await self._forget(credential.project, credential.token)

    async def _forget(self, project: ProjectId, token: str) -> None:
        await self._store.project(project).commit(ProjectBatch().drop_intent(token))

    def config(self, credential: Credential, region: str = "") -> CloudConfig:
        """How to connect to the cloud by ``credential``."""
        return self._of(credential.means).config(credential, region)

    async def problem(self, credential: Credential) -> Diagnostic | None:
        """Why nothing can be done by ``credential`` any more; None while it is good. Raises Unavailable."""
        return await self._of(credential.means).problem(credential)

    def _of(self, means: Means) -> Trusts | ApplicationCredentials:
        return self._trusts if means is Means.TRUST else self._applications

    # ---- what was left

    def keep(self) -> None:
        """Look from now on, until it is closed, for credentials that no stack has."""
        self._keeping = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            await self.settle()
            await asyncio.sleep(EVERY)

    async def settle(self) -> None:
        """End what no stack has, and nobody is about to give to one. What cannot be ended now is left to the next."""
        now = self._now()
        for intent in self._store.spent_credentials():
            if self._store.is_alive(intent.maker) and now < intent.at + self._patience:
                continue
            try:
                await self._settled(intent, now)
            except (SetpointError, Unavailable) as problem:
                _log.warning("a credential was left", intent=intent.token, why=str(problem))

    async def _settled(self, intent: CredentialIntent, now: float) -> None:
        of = self._of(intent.means)
        found = await of.find(intent)
        if found:
            await of.delete(Credential(found, intent.user, intent.project, intent.token))
        elif now < intent.at + LATE:
            return
        await self._forget(intent.project, intent.token)
