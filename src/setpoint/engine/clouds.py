"""The clouds that one engine drives, and which of them drives which type."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from setpoint.clouds.cloud import Cloud, Distant, Placed, Served, Spanning, Storing
from setpoint.clouds.driver import Driver
from setpoint.clouds.queues import Queueing, Queues
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput, ResourceError, Retry
from setpoint.model.site import HERE, Site
from setpoint.model.value import Value

Hears = Callable[[str, Sequence[str] | None], None]
"""Is told which cloud has changed, and of which tokens (None: perhaps of all)."""

Calling = Callable[[str, int], None]
"""Is told of each call that changes a cloud, by the cloud's name: 1 when it begins, -1 when it has ended."""


def untold(_cloud: str, _change: int) -> None:
    """Nobody is told."""


class Clouds:
    """Clouds in order of preference: the first that has a type drives it.

    Those of other sites (regions, clouds behind credentials) are reached from these, and kept.
    """

    def __init__(self, clouds: Sequence[Cloud], calling: Calling = untold) -> None:
        """Prefer the earlier ones of ``clouds``; tell ``calling`` of calls."""
        self.calling = calling
        self._at: dict[Site, tuple[Cloud, ...]] = {HERE: tuple(clouds)}
        self._found: dict[tuple[Site, str], tuple[Cloud, Driver]] = {}
        self._lateness: dict[str, float] = {}
        self._hearing: list[Hears] = []
        self._is_open = False
        self._reaching = asyncio.Lock()

    def __iter__(self) -> Iterator[Cloud]:
        """Those of the stack's own site, preferred ones first."""
        return iter(self._at[HERE])

    def find(self, type_name: str, site: Site = HERE) -> tuple[Cloud, Driver]:
        """The cloud and driver of a type, at a site that was reached. Raises ResourceError when none of them has it."""
        key = (site, type_name)
        if key not in self._found:
            self._found[key] = self._look_for(type_name, site)
        return self._found[key]

    @property
    def service(self) -> str:
        """The public address of the service that whatever runs within servers can ask; "" where there is none."""
        return next((cloud.service for cloud in self._at[HERE] if isinstance(cloud, Served)), "")

    def new_keys(self, token: str) -> Mapping[str, Value]:
        """What proves there that somebody speaks for the resource made under ``token``."""
        return next((cloud.new_keys(token) for cloud in self._at[HERE] if isinstance(cloud, Served)), {})

    @property
    def store(self) -> Storing:
        """The one that has an object store. Raises ResourceError where none has."""
        for cloud in self._at[HERE]:
            if isinstance(cloud, Storing):
                return cloud
        names = ", ".join(cloud.name for cloud in self._at[HERE])
        raise ResourceError(
            Diagnostic(
                "no cloud here has an object store that could be used by signed addresses",
                detail=f"asked: {names}",
                advice="choose another --cloud, or another transport",
            )
        )

    def at(self, site: Site) -> Sequence[Cloud]:
        """Those at a site that was reached, preferred ones first."""
        return self._at[site]

    def has(self, type_name: str) -> bool:
        """Whether any of them drives the type."""
        return any(cloud.driver(type_name) is not None for cloud in self._at[HERE])

    def _look_for(self, type_name: str, site: Site) -> tuple[Cloud, Driver]:
        for cloud in self._at[site]:
            driver = cloud.driver(type_name)
            if driver is not None:
                return cloud, driver
        names = ", ".join(cloud.name for cloud in self._at[site])
        raise ResourceError(
            Diagnostic(
                f"no cloud here drives {type_name}",
                detail=f"asked: {names}",
                advice="choose another --cloud, or replace the type in an environment's resource_registry",
            )
        )

    async def queues(self) -> Queues | None:
        """The queues of the preferred cloud that has some, once they are open. Raises Retry, ResourceError."""
        for cloud in self._at[HERE]:
            found = await cloud.queues() if isinstance(cloud, Queueing) else None
            if found is not None:
                return found
        return None

    async def open(self) -> None:
        """Connect all. Safe to repeat. Raises InvalidInput that tells of every one that cannot be connected to."""
        if self._is_open:
            return
        self._is_open = True
        try:
            await self._open(self._at[HERE])
        except BaseException:
            await self.close()
            raise

    async def reach(self, sites: Iterable[Site]) -> None:
        """Connect to the clouds at ``sites`` as well. Safe to repeat. Raises InvalidInput where that cannot be done."""
        async with self._reaching:
            for site in sites:
                if site not in self._at:
                    self._at[site] = await self._elsewhere(site)

    async def _elsewhere(self, site: Site) -> tuple[Cloud, ...]:
        """The clouds at ``site``: what needs no place of its own is the same there."""
        spanning = [cloud for cloud in self._at[HERE] if isinstance(cloud, Spanning)]
        if not spanning:
            names = ", ".join(cloud.name for cloud in self._at[HERE])
            raise InvalidInput.because(
                f"no cloud here has other regions or credentials, and {str(site)!r} is one",
                detail=f"asked: {names}",
                advice="leave the `context` of the OS::Heat::Stack out, or choose a cloud that has regions",
            )
        try:
            there = {id(cloud): await cloud.elsewhere(site) for cloud in spanning}
        except (ResourceError, Retry) as problem:
            raise InvalidInput(_diagnostics(problem)) from None
        await self._open(there.values())
        return tuple(there.get(id(cloud), cloud) for cloud in self._at[HERE])

    async def _open(self, clouds: Iterable[Cloud]) -> None:
        opening = (cloud.open(partial(self._woken, cloud.name)) for cloud in clouds)
        problems = [one for one in await asyncio.gather(*opening, return_exceptions=True) if one is not None]
        for problem in problems:
            if not isinstance(problem, (InvalidInput, ResourceError, Retry)):
                raise problem
        if problems:
            raise InvalidInput(chain.from_iterable(map(_diagnostics, problems)))

    async def close(self) -> None:
        """Let go of all connections."""
        if self._is_open:
            self._is_open = False
            open_ones = {id(cloud): cloud for clouds in self._at.values() for cloud in clouds}
            self._at = {HERE: self._at[HERE]}
            self._found = {}
            for cloud in open_ones.values():
                await cloud.close()

    def place(self, name: str) -> str:
        """Where the cloud of that name is, now that it is open; "" for one that has one place only."""
        for cloud in self._at[HERE]:
            if cloud.name == name and isinstance(cloud, Placed):
                return cloud.place
        return ""

    def lateness(self, cloud: Cloud) -> float:
        """For how many seconds a cloud may yet do what nobody waits for any more. Each is asked once."""
        if cloud.name not in self._lateness:
            self._lateness[cloud.name] = cloud.lateness if isinstance(cloud, Distant) else 0.0
        return self._lateness[cloud.name]

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
        case Retry():
            return [Diagnostic(problem.why, advice="is it up, and does its address lead there?")]
        case _:
            why = problem.why if isinstance(problem, Retry) else str(problem)
            return [Diagnostic(why, advice="is it up, and does its address lead there?")]
