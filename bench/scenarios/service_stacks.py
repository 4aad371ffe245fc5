"""Stacks of a service without a Keystone: ``POST``, until all is COMPLETE for a client, and the service's memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from statistics import median
from typing import Any

from bench.asking import CLIENTS, Ask, Asking, loaded
from bench.figure import Figure, megabytes, milliseconds, seconds
from bench.folders import scratch
from bench.served import Served, served

SIZE = 1_000
WORD = {"type": "OS::Heat::RandomString"}
LOOK_EVERY = 0.02


def words(count: int) -> dict[str, Any]:
    """A template of so many independent resources."""
    resources = {f"word{number}": WORD for number in range(count)}
    return {"heat_template_version": "2018-08-31", "resources": resources}


def group(count: int) -> dict[str, Any]:
    """A template of one group of so many."""
    properties = {"count": count, "resource_def": WORD}
    resources = {"group": {"type": "OS::Heat::ResourceGroup", "properties": properties}}
    return {"heat_template_version": "2018-08-31", "resources": resources}


def creates(names: Sequence[str], template: dict[str, Any]) -> list[Ask]:
    """Requests that make stacks."""
    return [Ask("POST", "/stacks", {"stack_name": name, "template": template}) for name in names]


def measure(size: int) -> list[Figure]:
    """``size`` is how many resources one stack has, and how many stacks there are in the end."""
    with scratch() as folder, served(folder) as service:
        return asyncio.run(_measured(service, size))


async def _measured(service: Served, size: int) -> list[Figure]:
    asking, few = Asking(service.local, service.token), max(1, size // 10)
    await asking.get("/stacks")
    idle = service.megabytes()
    posts = []
    for ask in creates([f"post{number}" for number in range(20)], words(few)):
        posts.append((await asking.ask(ask)).seconds)
        await complete(asking)
    one = await until_complete(asking, creates(["many"], words(size)))
    grouped = await until_complete(asking, creates(["group"], group(few)))
    names = [f"beside{number}" for number in range(few)]
    began = time.perf_counter()
    beside = await loaded(service.local, service.token, creates(names, words(1)), service.cpu)
    await complete(asking)
    all_beside = time.perf_counter() - began
    await loaded(
        service.local, service.token, creates([f"s{number}" for number in range(size)], words(1)), service.cpu
    )
    await complete(asking)
    held = service.megabytes()
    asking.close()
    return [
        milliseconds(f"POST of {few} resources", median(posts), 30, "the median of 20"),
        seconds(f"{size:,} resources, until COMPLETE", one, 2),
        seconds(f"a group of {few}, until COMPLETE", grouped),
        seconds(f"{few} stacks at once by {CLIENTS} clients, until all are COMPLETE", all_beside),
        milliseconds("a POST among them, p99", beside.at(0.99)),
        megabytes("memory, idle", idle, 120),
        megabytes(f"memory, after {size:,} stacks", held, 300),
    ]


async def until_complete(asking: Asking, asks: Sequence[Ask]) -> float:
    """Seconds from the first request until all stacks are complete."""
    began = time.perf_counter()
    for ask in asks:
        await asking.ask(ask)
    await complete(asking)
    return time.perf_counter() - began


async def complete(asking: Asking) -> None:
    """Look until no stack is in progress any more. None of them must fail."""
    while (await asking.get("/stacks?status=IN_PROGRESS&limit=1"))["stacks"]:  # noqa: ASYNC110 - it asks
        await asyncio.sleep(LOOK_EVERY)
    assert not (await asking.get("/stacks?status=FAILED&limit=1"))["stacks"]
