"""The clouds that one engine drives, and which of them drives which type."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain

from setpoint.clouds.driver import Cloud, Driver, Placed
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput, ResourceError, Retry

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
        """Connect all. Safe to repeat. Raises InvalidInput that tells of every one that cannot be connected to."""
        if self._is_open:
            return
        self._is_open = True
        opening = (cloud.open(partial(self._woken, cloud.name)) for cloud in self._clouds)
        problems = [one for one in await asyncio.gather(*opening, return_exceptions=True) if one is not None]
        for problem in problems:
            if not isinstance(problem, (InvalidInput, ResourceError, Retry)):
                raise problem
        if problems:
            await self.close()
            raise InvalidInput(chain.from_iterable(map(_diagnostics, problems)))

    async def close(self) -> None:
        """Let go of all connections."""
        if self._is_open:
            self._is_open = False
            for cloud in self._clouds:
                await cloud.close()

    def place(self, name: str) -> str:
        """Where the cloud of that name is, now that it is open; "" for one that has one place only."""
        for cloud in self._clouds:
            if cloud.name == name and isinstance(cloud, Placed):
                return cloud.place
        return ""

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


def _diagnostics(problem: BaseException) -> Sequence[Diagnostic]:
    match problem:
        case InvalidInput():
            return problem.diagnostics
        case ResourceError():
            return [problem.diagnostic]
        case _:
            return [Diagnostic(str(problem), advice="is it up, and does its address lead there?")]
