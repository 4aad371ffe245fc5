"""A stack's life in virtual time, in memory: what every lifecycle test is written with.

``Life`` is an engine over a store, the simulated cloud and the built-in types. ``crash_at`` ends it at a chosen commit,
as ``kill -9`` would; ``restarted`` is the process that is started next, over the same store and the same world.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, TypeVar

import msgspec

from setpoint.certify.simulated.cloud import SimulatedCloud
from setpoint.certify.simulated.faults import Faults
from setpoint.certify.simulated.timings import Timings
from setpoint.certify.simulated.world import World as SimulatedWorld
from setpoint.certify.virtual_time import clock, run
from setpoint.clouds import builtin
from setpoint.clouds.cloud import CloudSettings
from setpoint.engine.clouds import Clouds
from setpoint.engine.engine import Alone, Engine
from setpoint.engine.requests.preview import Preview, new_stack, preview
from setpoint.engine.requests.update import DEFAULTS, Options, update
from setpoint.engine.result import Result, Verdict
from setpoint.engine.world import World
from setpoint.model.incarnation import Action, Incarnation
from setpoint.model.plan import Plan
from setpoint.model.stack import ProjectId, Source, Stack
from setpoint.store import open_store
from setpoint.store.records import Batch, Records

T = TypeVar("T")

PROJECT = ProjectId("test")
HEADER = "heat_template_version: 2021-04-16\n"


def live(scenario: Coroutine[Any, Any, T]) -> T:
    """Run a scenario in virtual time."""
    return run(scenario)


class Crashed(BaseException):
    """The process was killed."""


async def until_killed(going: Awaitable[object]) -> bool:
    """Wait for what may be ended by a crash; whether it was."""
    try:
        await going
    except BaseException as error:
        if not _is_crash(error):
            raise
        return True
    return False


def _is_crash(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return any(_is_crash(one) for one in error.exceptions)
    return isinstance(error, Crashed)


class Fragile:
    """Records that kill their process at one commit: before it is durable, or just after."""

    def __init__(self, records: Records, at: int, *, after: bool) -> None:
        """Crash at the commit numbered ``at`` (from 0)."""
        self._records = records
        self.at = at
        self._after = after
        self.commits = 0

    def __getattr__(self, name: str) -> Any:
        """Everything but commits is as it was."""
        return getattr(self._records, name)

    async def commit(self, batch: Batch) -> None:
        """Commit, or crash."""
        number, self.commits = self.commits, self.commits + 1
        if number == self.at and not self._after:
            raise Crashed
        await self._records.commit(batch)
        if number == self.at:
            raise Crashed


class Life:
    """One stack, called ``app``, over a store and a simulated world that outlive the process."""

    def __init__(
        self,
        *,
        world: SimulatedWorld | None = None,
        faults: Faults | None = None,
        timings: Timings | None = None,
        store: Any = None,
        ids: Any = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Start with nothing, or with what a process before has left. ``options`` are those of the built-in types."""
        self.world = world or SimulatedWorld()
        self.faults = faults or Faults()
        self.timings = timings or Timings()
        self.store = store or open_store(None)
        self._ids = ids or itertools.count(1)
        self.cloud = SimulatedCloud(self.world, faults=self.faults, timings=self.timings)
        self._options = options or {}
        self.builtin = builtin.cloud(
            CloudSettings(name="builtin", project=PROJECT, home="", options={"seed": 1, **self._options})
        )
        self.records: Any = self.store.project(PROJECT)
        self.events: list[Any] = []
        self._heard = asyncio.Event()
        self.engine = self._engine(self.records)
        self.files: dict[str, str] = {}

    def _engine(self, records: Any) -> Engine:
        return Engine(
            records,
            Clouds([self.cloud, self.builtin]),
            Alone(),
            project=PROJECT,
            now=clock,
            told=self._hear,
            new_id=lambda: f"00000000-0000-4000-8000-{next(self._ids):012}",
        )

    def _hear(self, events: Any) -> None:
        self.events.extend(events)
        self._heard.set()

    async def until(self, happened: Callable[[Any], bool]) -> None:
        """Wait for an event."""
        while not any(happened(event) for event in self.events):
            self._heard.clear()
            await self._heard.wait()

    def restarted(self) -> Life:
        """The process that is started after this one has died."""
        return Life(
            world=self.world,
            faults=self.faults,
            timings=self.timings,
            store=self.store,
            ids=self._ids,
            options=self._options,
        )

    def crash_at(self, commit: int, *, after: bool) -> Fragile:
        """Let this process die at its commit numbered ``commit``."""
        fragile = Fragile(self.records, commit, after=after)
        self.engine = self._engine(fragile)
        return fragile

    # --- what a user does

    def source(self, text: str, environment: Mapping[str, Any] | None = None, **parameters: Any) -> Source:
        """A template's text (without its version line) as a revision's source."""
        return Source(
            template=text if "FormatVersion:" in text.partition("\n")[0] else HEADER + text,
            template_name="app.yaml",
            files=self.files,
            environment=environment or {},
            parameters=parameters,
        )

    def stack(self, **fields: Any) -> Stack:
        """The stack as recorded; a new one where there is none."""
        return self.engine.records.stack("app") or new_stack(self.engine, "app", "simulated", **fields)

    async def up(
        self,
        text: str,
        environment: Mapping[str, Any] | None = None,
        *,
        options: Options = DEFAULTS,
        rollback: bool = False,
        timeout: float = 0,
        **parameters: Any,
    ) -> Result:
        """Bring the stack to a template."""
        settings = {"rollback": rollback, "timeout": timeout}
        stack = msgspec.structs.replace(self.stack(), **settings)
        options = msgspec.structs.replace(options, settings=settings)
        return await update(self.engine, stack, self.source(text, environment, **parameters), options)

    async def down(self) -> Result:
        """Remove the stack."""
        return await update(self.engine, self.stack(), None, DEFAULTS)

    async def plan(self, text: str, environment: Mapping[str, Any] | None = None, **parameters: Any) -> Plan:
        """What ``up`` would do."""
        return (await self.preview(text, environment, **parameters)).plan

    async def preview(
        self, text: str, environment: Mapping[str, Any] | None = None, **parameters: Any
    ) -> Preview:
        """What ``up`` would do, with what it was made of."""
        stack = self.stack()
        action = Action.UPDATE if self.engine.records.stack("app") else Action.CREATE
        return await preview(self.engine, stack, self.source(text, environment, **parameters), action)

    # --- what is seen

    @property
    def recorded(self) -> World:
        """What the store knows of the stack's resources."""
        return World(self.records.incarnations(self.stack().id))

    def one(self, address: str) -> Incarnation:
        """The current incarnation of an address."""
        found = self.recorded.current(address)  # type: ignore[arg-type]
        assert found is not None, f"nothing at {address}: {sorted(self.recorded.addresses())}"
        return found

    def attributes(self, address: str) -> Mapping[str, Any]:
        """Its recorded attributes."""
        return self.one(address).attributes

    def check(self) -> None:
        """The integrity check that lifecycle tests end with: the store is whole, and nothing is unaccounted for."""
        found = self.store.examine()
        assert not found, [str(one) for one in found]
        recorded = {
            one.physical_id
            for stack in self.records.stacks()
            for one in World(self.records.incarnations(stack.id))
        }
        worlds = (self.world, *self.world.regions.values())
        made = {thing.id for world in worlds for thing in world.things.values() if thing.labels}
        assert made <= recorded, f"left behind: {sorted(made - recorded)}"


def deeds(plan: Plan) -> list[str]:
    """A plan in short: ``create net``, ``delete server``, in the order of its steps."""
    return [f"{step.deed} {step.address}" for step in plan.steps]


def complete(result: Result) -> Result:
    """Assert that it went well."""
    assert result.verdict is Verdict.COMPLETE, [str(one) for one in result.failures]
    return result
