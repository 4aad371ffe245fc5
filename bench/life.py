"""A stack's life on an engine in this process, over a store on disk, as a command of Setpoint would have it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from bench.cost import Cost, measured
from bench.folders import scratch
from bench.graphs import GRAPHS
from setpoint.certify.simulated.cloud import SimulatedCloud
from setpoint.certify.simulated.timings import INSTANT
from setpoint.cli.opening import run
from setpoint.clouds import builtin
from setpoint.clouds.cloud import CloudSettings
from setpoint.engine.clouds import Clouds
from setpoint.engine.engine import Alone, Engine
from setpoint.engine.requests.preview import new_stack, preview
from setpoint.engine.requests.update import DEFAULTS, Options, update
from setpoint.engine.result import Result, Verdict
from setpoint.model.event import Event
from setpoint.model.incarnation import Action
from setpoint.model.plan import Plan
from setpoint.model.stack import ProjectId, Source, Stack
from setpoint.store import open_store

T = TypeVar("T")

PROJECT = ProjectId("bench")
Told = Callable[[Sequence[Event]], None]


class Life:
    """One stack, called ``app``, on one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on ``engine``."""
        self.engine = engine

    def stack(self) -> Stack:
        """The stack as recorded; a new one where there is none."""
        return self.engine.records.stack("app") or new_stack(self.engine, "app", "simulated")

    async def plan(self, template: str) -> Plan:
        """What :meth:`up` would do: parsed, compiled, looked at and planned."""
        stack = self.stack()
        action = Action.UPDATE if stack.good_revision else Action.CREATE
        return (await preview(self.engine, stack, Source(template=template), action)).plan

    async def up(self, template: str, options: Options = DEFAULTS) -> Result:
        """Bring the stack to a template; it must go well."""
        return _complete(await update(self.engine, self.stack(), Source(template=template), options))

    async def down(self, options: Options = DEFAULTS) -> Result:
        """Remove the stack; it must go well."""
        return _complete(await update(self.engine, self.stack(), None, options))


def _complete(result: Result) -> Result:
    assert result.verdict is Verdict.COMPLETE, [str(one) for one in result.failures]
    return result


@asynccontextmanager
async def living(
    home: Path, cloud: SimulatedCloud | None = None, told: Told = lambda _events: None
) -> AsyncIterator[Life]:
    """A life whose data folder is ``home``, on ``cloud`` (default: simulated, without latency)."""
    with open_store(home) as store:
        simulated = cloud or SimulatedCloud(timings=INSTANT)
        beside = builtin.cloud(CloudSettings(name="builtin", project=PROJECT, home=str(home)))
        clouds = Clouds([simulated, beside])
        engine = Engine(store.project(PROJECT), clouds, Alone(), project=PROJECT, now=time.time, told=told)
        try:
            yield Life(engine)
        finally:
            await clouds.close()


def on_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` as the command line does."""
    return run(work)


class Costs(msgspec.Struct):
    """What the parts of a stack's life cost."""

    plan: Cost
    create: Cost
    plan_again: Cost
    delete: Cost


def whole_life(graph: str, size: int, folder: str = "") -> Costs:
    """Plan, create, plan once more (there is nothing to do) and delete a graph of ``size`` resources."""
    with scratch(Path(folder) if folder else None) as home:
        return on_a_loop(_whole_life(GRAPHS[graph].hot(size), home))


async def _whole_life(template: str, home: Path) -> Costs:
    async with living(home) as life:
        with measured() as plan:
            planned = await life.plan(template)
        assert planned.steps
        del planned
        with measured() as create:
            await life.up(template)
        with measured() as plan_again:
            again = await life.plan(template)
        assert again.is_empty, "nothing was changed, and yet there is something to do"
        del again
        with measured() as delete:
            await life.down()
    return Costs(plan, create, plan_again, delete)
