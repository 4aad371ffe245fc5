"""The targets as the router knows them: what they carry, whether they can be used, and which are being let go."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Iterator

SHUN = 1.0
"""Seconds for which a target that refused a connection is passed over, unless a check says sooner how it is."""


class Target:
    """One URL: the requests that it carries, and what is known of its health."""

    def __init__(self, url: str) -> None:
        """Believe in it until something speaks against it."""
        self.url = url
        self.carried = 0
        self.trouble = ""
        """Why it is unhealthy; empty while it is not."""
        self._holders: set[asyncio.Task[object]] = set()
        self._shunned_until = 0.0

    @property
    def in_flight(self) -> int:
        """How many requests it holds now."""
        return len(self._holders)

    @property
    def is_usable(self) -> bool:
        """Whether a request may be sent to it."""
        return not self.trouble and time.monotonic() >= self._shunned_until

    def shun(self) -> None:
        """Pass it over for a moment: it refused a connection."""
        self._shunned_until = time.monotonic() + SHUN

    def welcome(self) -> None:
        """Take it back at once: it answered."""
        self._shunned_until = 0.0

    def cut(self) -> int:
        """Give up the requests that it holds; tells how many they were."""
        for holder in self._holders:
            holder.cancel()
        return len(self._holders)

    @contextlib.contextmanager
    def carrying(self, when_free: Callable[[], None]) -> Iterator[None]:
        """Hold a request of the current task for as long as the block lasts."""
        task = asyncio.current_task()
        assert task is not None
        self._holders.add(task)
        try:
            yield
        finally:
            self._holders.discard(task)
            self.carried += 1
            if not self._holders:
                when_free()


class Targets:
    """All targets: those of the table in force, and those that left it and still hold requests."""

    def __init__(self) -> None:
        """Begin with none."""
        self._current: dict[str, Target] = {}
        self._leaving: set[Target] = set()
        self._changed = asyncio.Event()
        self.on_change: Callable[[], None] = lambda: None
        """Called when a verdict changes, or a target has been let go."""

    def __getitem__(self, url: str) -> Target:
        """The target of the table in force with this URL."""
        return self._current[url]

    def __iter__(self) -> Iterator[Target]:
        """Those of the table in force."""
        return iter(self._current.values())

    @property
    def leaving(self) -> list[Target]:
        """Those that are no longer in the table, and still hold requests."""
        return [target for target in self._leaving if target.in_flight]

    def newcomers(self, urls: Iterable[str]) -> list[Target]:
        """Targets to be made acquainted with before a table that names them comes into force."""
        return [Target(url) for url in urls if url not in self._current]

    def replace(self, urls: Iterable[str], newcomers: Iterable[Target]) -> list[Target]:
        """Put these in force, at once; the answer is those that leave."""
        known = self._current | {target.url: target for target in newcomers}
        left = [target for url, target in self._current.items() if url not in set(urls)]
        self._current = {url: known[url] for url in urls}
        self._leaving |= set(left)
        self.tell()
        return left

    def tell(self) -> None:
        """Wake everybody who waits for a change, and record it."""
        self._leaving = set(self.leaving)
        self._changed.set()
        self._changed = asyncio.Event()
        self.on_change()

    def freed(self, target: Target) -> None:
        """Note that a target holds no request any more; of interest where it is leaving."""
        if target in self._leaving:
            self.tell()

    async def change(self, timeout: float) -> None:
        """Wait for a change, or for some seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._changed.wait()
