"""The clouds that one engine drives, and which of them drives which type."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from setpoint.clouds.driver import Cloud, Driver
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError

Hears = Callable[[str, Sequence[str] | None], None]
"""Is told which cloud has changed, and of which tokens (None: perhaps of all)."""


class Clouds:
    """Clouds in order of preference: the first that has a type drives it."""

    def __init__(self, clouds: Sequence[Cloud]) -> None:
        """Prefer the earlier ones of ``clouds``."""
        self._clouds = tuple(clouds)
        self._found: dict[str, tuple[Cloud, Driver]] = {}
        self._hearing: list[Hears] = []
        self._is_open = False

    def __iter__(self) -> Iterator[Cloud]:
        """All of them, preferred ones first."""
        return iter(self._clouds)

    def find(self, type_name: str) -> tuple[Cloud, Driver]:
        """The cloud and driver of a type. Raises ResourceError when none of them has it."""
        if type_name not in self._found:
            self._found[type_name] = self._look_for(type_name)
        return self._found[type_name]

    def has(self, type_name: str) -> bool:
        """Whether any of them drives the type."""
        return any(cloud.driver(type_name) is not None for cloud in self._clouds)

    def _look_for(self, type_name: str) -> tuple[Cloud, Driver]:
        for cloud in self._clouds:
            driver = cloud.driver(type_name)
            if driver is not None:
                return cloud, driver
        names = ", ".join(cloud.name for cloud in self._clouds)
        raise ResourceError(
            Diagnostic(
                f"no cloud here drives {type_name}",
                detail=f"asked: {names}",
                advice="choose another --cloud, or replace the type in an environment's resource_registry",
            )
        )

    async def open(self) -> None:
        """Connect all. Safe to repeat."""
        if not self._is_open:
            self._is_open = True
            async with asyncio.TaskGroup() as group:
                for cloud in self._clouds:
                    group.create_task(cloud.open(partial(self._woken, cloud.name)))

    async def close(self) -> None:
        """Let go of all connections."""
        if self._is_open:
            self._is_open = False
            for cloud in self._clouds:
                await cloud.close()

    @contextlib.contextmanager
    def hearing(self, hears: Hears) -> Iterator[None]:
        """Let ``hears`` be told of every wake while the context lasts."""
        self._hearing.append(hears)
        try:
            yield
        finally:
            self._hearing.remove(hears)

    def _woken(self, cloud: str, tokens: Sequence[str] | None) -> None:
        for hears in self._hearing:
            hears(cloud, tokens)
