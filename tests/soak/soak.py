"""The whole soak: a service that is killed again and again, and clients who know what it must have kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import aiohttp
import msgspec

from tests.soak.asking import Asking
from tests.soak.person import Person
from tests.soak.report import Report
from tests.soak.service import Service, service_in


class Plan(msgspec.Struct, frozen=True):
    """How long, how many clients, how often it is killed; all times in seconds."""

    seconds: float = 1200.0
    every: float = 60.0
    clients: int = 8
    seed: int = 0


async def soak(folder: Path, plan: Plan) -> Report:
    """Soak a service that keeps all it writes in ``folder``."""
    report = Report()
    with service_in(folder, report) as service:
        await service.start()
        async with aiohttp.ClientSession() as session:
            people = [
                Person(f"client{number}", Asking(session, service, report), plan.seed)
                for number in range(plan.clients)
            ]
            await _live(service, people, plan)
            for step in (Person.settle, Person.leave):
                async with asyncio.TaskGroup() as group:
                    for one in people:
                        group.create_task(step(one))
        await service.stop()
    if grown := report.grown():
        report.find(grown)
    return report


async def _live(service: Service, people: Sequence[Person], plan: Plan) -> None:
    """Let them live, and the service die, until the time is over."""
    over = asyncio.Event()
    async with asyncio.TaskGroup() as living:
        for one in people:
            living.create_task(one.live(over))
        for _ in range(int(plan.seconds / plan.every)):
            await asyncio.sleep(plan.every)
            await service.kill()
            await service.start()
        over.set()
