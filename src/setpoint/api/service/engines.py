"""The engines of all projects: one each to read and to ask, and one for each stack that is being driven.

With Keystone, a stack is driven by its own credential and no other: what its owner may not do, nobody does for it. So
its clouds are connected to while it is driven, and let go of then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from setpoint.clouds.cloud import Cloud
from setpoint.engine.clouds import Calling, Clouds, untold
from setpoint.engine.engine import Ears, Engine
from setpoint.engine.requests.submitting import entrusted_by, next_act
from setpoint.model.credential import Credential, credential_of
from setpoint.model.errors import NotFound
from setpoint.model.stack import ProjectId, Stack, StackId
from setpoint.store import Store

CloudsOf = Callable[[ProjectId, Credential | None], list[Cloud]]
"""New clouds for a project, as they are reached by a credential; by none, for those that are not connected to."""


class Engines:
    """See above."""

    def __init__(
        self,
        store: Store,
        ears: Ears,
        now: Callable[[], float],
        clouds: CloudsOf,
        calling: Calling = untold,
    ) -> None:
        """``clouds`` makes those of a project; ``calling`` is told of calls that change one."""
        self._calling = calling
        self._store = store
        self._ears = ears
        self._now = now
        self._clouds = clouds
        self._by_project: dict[ProjectId, Engine] = {}

    def of(self, project: ProjectId) -> Engine:
        """The engine of a project, to read and to ask.

        That of a project without stacks is not kept: whoever signs an address may name any project in it.
        """
        known = self._by_project.get(project)
        if known is None:
            known = self._made(project, None)
            if known.records.stacks():
                self._by_project[project] = known
        return known

    def _made(self, project: ProjectId, credential: Credential | None) -> Engine:
        clouds = Clouds(self._clouds(project, credential), self._calling)
        return Engine(self._store.project(project), clouds, self._ears, project=project, now=self._now)

    @asynccontextmanager
    async def driving(self, project: ProjectId, stack: StackId) -> AsyncIterator[Engine]:
        """The engine that drives a recorded stack, by the credential that what is asked next is to be done by.

        Raises NotFound for a stack that is not there.
        """
        records = self._store.project(project)
        recorded = records.stack(stack)
        if recorded is None:
            raise NotFound(f"there is no stack {stack}")
        async with self.acting(entrusted_by(recorded, next_act(records.requests(stack))[0])) as engine:
            yield engine

    @asynccontextmanager
    async def acting(self, stack: Stack) -> AsyncIterator[Engine]:
        """An engine whose clouds are those that a stack's credential leads to."""
        if not stack.credential:
            yield self.of(stack.project)
            return
        engine = self._made(stack.project, credential_of(stack))
        try:
            yield engine
        finally:
            await engine.clouds.close()

    async def close(self) -> None:
        """Let go of all connections."""
        for engine in self._by_project.values():
            await engine.clouds.close()
