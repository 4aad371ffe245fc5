"""1,000 resources at 50 ms a call, in real time, width 100: against the best that any order of calls could do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import msgspec

from bench.calls import least_seconds, most_at_once
from bench.figure import Figure, count, ratio, seconds
from bench.folders import scratch
from bench.graphs import networks
from bench.life import living, on_a_loop
from setpoint.certify.simulated.cloud import SimulatedCloud
from setpoint.certify.simulated.timings import Timings
from setpoint.engine.requests.preview import Preview
from setpoint.engine.requests.update import Options
from setpoint.model.plan import Plan

SIZE = 1_000
LATENCY = 0.05
WIDTH = 100


TIMES = 5


class Carried(msgspec.Struct):
    """A plan that was carried out: the seconds from consent to its end, and what its calls say of that."""

    seconds: float
    at_best: float
    calls: int
    at_once: int

    @property
    def times_the_best(self) -> float:
        """How far it was from what no order of calls could beat."""
        return self.seconds / self.at_best


def measure(size: int) -> list[Figure]:
    """Networks with a subnet each, made and removed several times. The time to make the plan is apart."""
    lives = [on_a_loop(_life(size)) for _ in range(TIMES)]
    created, deleted = zip(*lives, strict=True)
    bare = on_a_loop(_bare(size)) / (size / WIDTH * LATENCY)
    return [
        *_figures("create", created),
        *_figures("delete", deleted),
        ratio("an event loop that only waits, times the best", bare),
    ]


async def _bare(size: int) -> float:
    """The seconds that as many waits take which do nothing else: timers ring late, too."""

    async def calls() -> None:
        for _ in range(size // WIDTH):
            for _half in range(2):
                await asyncio.sleep(LATENCY / 2)

    began = time.perf_counter()
    await asyncio.gather(*(calls() for _ in range(WIDTH)))
    return time.perf_counter() - began


async def _life(size: int) -> tuple[Carried, Carried]:
    cloud = SimulatedCloud(timings=Timings(latency=LATENCY, pace=0), width=WIDTH)
    with scratch() as home:
        async with living(home, cloud) as life:
            created = await _carried(cloud, {}, lambda options: life.up(networks(size), options))
            names = {one.physical_id: one.id for one in life.engine.world(life.stack())}
            return created, await _carried(cloud, names, life.down)


async def _carried(
    cloud: SimulatedCloud, names: Mapping[str, str], work: Callable[[Options], Coroutine[Any, Any, object]]
) -> Carried:
    """``names`` are the incarnations' ids by physical id."""
    agreed: list[tuple[Plan, int, float]] = []

    async def consent(preview: Preview) -> bool:
        agreed.append((preview.plan, len(cloud.world.calls), time.perf_counter()))
        return True

    await work(Options(consent=consent))
    plan, first_call, began = agreed[0]
    took, calls = time.perf_counter() - began, cloud.world.calls[first_call:]
    least = least_seconds(calls, plan, names, LATENCY, WIDTH)
    return Carried(took, least, len(calls), most_at_once(calls, LATENCY))


def _figures(what: str, several: Sequence[Carried]) -> list[Figure]:
    ordered = sorted(several, key=lambda one: one.times_the_best)
    best, typical = ordered[0], ordered[len(ordered) // 2]
    return [
        seconds(what, typical.seconds, note=f"the median of {TIMES}"),
        seconds(f"{what}, at best", typical.at_best, note=f"{typical.calls} calls"),
        ratio(f"{what}, times the best", typical.times_the_best, 1.10),
        ratio(f"{what}, times the best, quickest run", best.times_the_best),
        count(f"{what}, calls at once at most", max(one.at_once for one in several)),
    ]
