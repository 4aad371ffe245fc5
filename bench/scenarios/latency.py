"""1,000 resources at 50 ms a call, in real time, width 100: against the best that any order of calls could do."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec

from bench.calls import least_seconds, most_at_once
from bench.figure import Figure, count, ratio, seconds
from bench.folders import scratch
from bench.graphs import networks
from bench.life import Life, living, on_a_loop
from setpoint.certify.simulated.cloud import SimulatedCloud
from setpoint.certify.simulated.timings import Timings
from setpoint.certify.simulated.world import Call
from setpoint.engine.requests.preview import Preview
from setpoint.engine.requests.update import Options
from setpoint.model.plan import Plan

SIZE = 1_000
LATENCY = 0.05
WIDTH = 100


class Carried(msgspec.Struct):
    """A plan that was carried out: the calls that this took, and the seconds from consent to the end."""

    plan: Plan
    calls: list[Call]
    seconds: float


def measure(size: int) -> list[Figure]:
    """Networks with a subnet each, made and removed. The time to make the plan is apart."""
    return on_a_loop(_measure(size))


async def _measure(size: int) -> list[Figure]:
    cloud = SimulatedCloud(timings=Timings(latency=LATENCY, pace=0), width=WIDTH)
    with scratch() as home:
        async with living(home, cloud) as life:
            created = await _carried(cloud, lambda options: life.up(networks(size), options))
            names = _names(life)
            deleted = await _carried(cloud, life.down)
    return [*_figures("create", created, {}), *_figures("delete", deleted, names)]


async def _carried(cloud: SimulatedCloud, work: Callable[[Options], Coroutine[Any, Any, object]]) -> Carried:
    carried: list[tuple[Plan, int, float]] = []

    async def consent(preview: Preview) -> bool:
        carried.append((preview.plan, len(cloud.world.calls), time.perf_counter()))
        return True

    await work(Options(consent=consent))
    plan, first_call, began = carried[0]
    return Carried(plan, cloud.world.calls[first_call:], time.perf_counter() - began)


def _names(life: Life) -> dict[str, str]:
    return {one.physical_id: one.id for one in life.engine.world(life.stack())}


def _figures(what: str, one: Carried, names: dict[str, str]) -> list[Figure]:
    least = least_seconds(one.calls, one.plan, names, LATENCY, WIDTH)
    return [
        seconds(what, one.seconds),
        seconds(f"{what}, at best", least, note=f"{len(one.calls)} calls"),
        ratio(f"{what}, times the best", one.seconds / least, 1.10),
        count(f"{what}, calls at once at most", most_at_once(one.calls, LATENCY)),
    ]
