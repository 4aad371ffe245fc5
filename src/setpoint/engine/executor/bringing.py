"""Servers that look for their metadata in an object store: it is there before they are, and after each change.

Brought is what is durable, so a server is told of no deployment that a crash may undo. Where that does not go, it is
tried again for a while; a deployment that nobody could be told of ends with the time of its stack.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from setpoint.engine.executor.state import RunState
from setpoint.engine.executor.task import Task
from setpoint.engine.polling import KEPT, kept
from setpoint.model.errors import LostAnswer, NotFound, ResourceError, Retry
from setpoint.model.observation import Accepted, Done, Gone
from setpoint.model.plan import Deed
from setpoint.model.polling import METADATA_URL
from setpoint.model.value import Sensitive, Value
from setpoint.types.heat.deployments import TYPES_OF_DEPLOYMENTS

Bring = Callable[[str], Awaitable[None]]
"""Brings its metadata to the server of that id, if that looks for it there. Raises as calls do."""

TRIES = 8
"""How often it is tried; the pauses grow from a second to two minutes."""


class Bringing:
    """What is to be brought during a run."""

    def __init__(self, state: RunState, bring: Bring) -> None:
        """Bring by ``bring``."""
        self._state = state
        self._bring = bring
        self._told: dict[str, None] = {}
        self._turn = asyncio.Lock()

    def close(self) -> None:
        """Forget who brings."""
        self._bring = _nothing

    # --- a server's own place

    def include(self, task: Task) -> None:
        """Have a server made, changed and removed together with the place where it looks."""
        asks = task.want.polling if task.want is not None else None
        is_brought = asks is not None and asks.is_brought
        if task.step.deed in (Deed.CREATE, Deed.UPDATE, Deed.SETTLE) and (
            is_brought or KEPT in task.one.keys
        ):
            task.around = self._changing
        elif task.step.deed is Deed.DELETE and KEPT in task.one.keys:
            task.around = self._removing

    async def _changing(self, task: Task) -> Any:
        assert task.call is not None
        assert task.want is not None
        store, asks = self._state.ground.clouds.store, task.want.polling
        had: Any = task.one.keys.get(KEPT)
        keys = {name: value for name, value in task.one.keys.items() if name not in (KEPT, METADATA_URL)}
        if asks is not None and asks.is_brought:
            place = kept(task.driver.kind, task.wanted, task.want.name, task.one)
            box = await store.box(place.container, keeps_all=False)
            keys[METADATA_URL] = Sensitive(box.address(place.object, "GET"))
            keys[KEPT] = {"container": place.container, "object": place.object}
            asks = msgspec.structs.replace(asks, keys=keys)
            task.want = msgspec.structs.replace(task.want, polling=asks)
            if had != keys[KEPT]:
                body = msgspec.json.encode(asks.metadata(task.want.metadata, []), enc_hook=str)
                await store.put(place.container, place.object, body)
        try:
            outcome = await task.call(task)
        except ResourceError:  # what was brought for it is of no use, and nothing else remembers where it is
            brought: Any = keys.get(KEPT)
            if brought and brought != had:
                await store.take(brought["container"], brought["object"])
            raise
        if had and had != keys.get(KEPT):
            await store.take(had["container"], had["object"])
        is_done = isinstance(outcome, (Accepted, Done))
        return msgspec.structs.replace(outcome, keys=keys) if is_done else outcome

    async def _removing(self, task: Task) -> Any:
        assert task.call is not None
        try:
            outcome = await task.call(task)
        except NotFound:
            await self._take(task.one.keys)
            raise
        if isinstance(outcome, (Done, Gone)):
            await self._take(task.one.keys)
        return outcome

    async def _take(self, keys: Mapping[str, Value]) -> None:
        place = keys[KEPT]
        await self._state.ground.clouds.store.take(place["container"], place["object"])

    # --- what is deployed there

    def tell(self, task: Task) -> None:
        """A deed has changed what a server is to find: it is brought when that is durable."""
        server = task.one.physical_id
        if task.one.type in TYPES_OF_DEPLOYMENTS:
            server = str(task.want.properties.get("server") or "") if task.want is not None else ""
        elif KEPT not in task.one.keys:
            return
        own = next((one for one in self._servers() if one.physical_id == server), None)
        if server and (own is None or KEPT in own.keys):
            self._told[server] = None

    def _servers(self) -> Any:
        return self._state.ground.world.of_type("OS::Nova::Server")

    def take(self) -> list[str]:
        """The servers of which what is written now tells."""
        told, self._told = list(self._told), {}
        return told

    def bring(self, servers: list[str]) -> None:
        """Bring what is durable now."""
        for server in servers:
            self._state.group.create_task(self._patiently(server))

    async def _patiently(self, server: str) -> None:
        for number in range(TRIES):
            try:
                async with self._turn:
                    await self._bring(server)
            except (Retry, LostAnswer, ResourceError):
                await asyncio.sleep(2.0**number)
            else:
                return


async def _nothing(_server: str) -> None:
    return
