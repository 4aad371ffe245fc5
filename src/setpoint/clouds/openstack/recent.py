"""Answers that may be some seconds old, asked for many at once: good enough for what is shown beside something else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Generic, TypeVar

from setpoint.clouds.openstack.client.service import CHUNK

T = TypeVar("T")


class Recent(Generic[T]):
    """Answers by id, as they were given a moment ago."""

    def __init__(self, ask: Callable[[Sequence[str]], Awaitable[Mapping[str, T]]], fresh: float) -> None:
        """Have ``ask`` answer; it leaves out what there is none of. Answers are good for ``fresh`` seconds."""
        self._ask = ask
        self._fresh = fresh
        self._known: dict[str, tuple[float, T | None]] = {}
        self._asking = asyncio.Lock()

    async def of(self, ids: Collection[str], besides: Iterable[str] = ()) -> dict[str, T]:
        """Those that there are, by id. Raises whatever asking raises.

        Where a call has to be made anyway and has room, it asks for ``besides`` too: they will be needed soon.
        """
        async with self._asking:  # who asks for the same meanwhile finds it known
            await self._learn(ids, besides)
        found = ((one, self._known[one][1]) for one in ids)
        return {one: answer for one, answer in found if answer is not None}

    def know(self, found: Mapping[str, T]) -> None:
        """Take in answers that others were given."""
        now = time.monotonic()
        self._known |= {one: (now, answer) for one, answer in found.items()}

    async def _learn(self, ids: Collection[str], besides: Iterable[str]) -> None:
        wanted = set(ids)
        asked = [one for one in sorted(wanted) if not self._is_fresh(one)]
        if not asked:
            return
        also = (one for one in besides if one not in wanted and not self._is_fresh(one))
        asked += islice(also, -len(asked) % CHUNK)
        found, now = await self._ask(asked), time.monotonic()
        kept = {one: known for one, known in self._known.items() if self._is_fresh(one) or one in wanted}
        self._known = kept | {one: (now, found.get(one)) for one in asked}

    def _is_fresh(self, id: str) -> bool:
        known = self._known.get(id)
        return known is not None and time.monotonic() < known[0] + self._fresh
