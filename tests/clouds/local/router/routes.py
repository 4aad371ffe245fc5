"""What tests of routes share: web servers, routes in front of them, and clients."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from setpoint.clouds.driver import Subject
from setpoint.clouds.local.router import control
from tests.clouds.local.world import PROCESS, ROUTE, World, program


async def make_web(world: World, name: str, port: str = "auto") -> tuple[Subject, str]:
    """A web server that gives its name, and its URL."""
    subject = await world.make(
        PROCESS,
        command=program("web", name, "{port:web}"),
        ports={"web": port},
        health={"type": "tcp", "interval": 0.05},
    )
    return subject, (await world.ready(PROCESS, subject))["url"]


async def make_route(world: World, *urls: str, **properties: Any) -> tuple[Subject, str]:
    """A route to these, and its URL."""
    given = {"rules": [{"urls": list(urls)}], **properties}
    subject = await world.make(ROUTE, **given)
    return subject, (await world.ready(ROUTE, subject))["url"]


async def change(world: World, route: Subject, *urls: str, **properties: Any) -> Subject:
    """Give the route other targets, and wait until it has let go of the former ones."""
    new = world.properties(ROUTE, {**route.properties, "rules": [{"urls": list(urls)}], **properties})
    await world.driver(ROUTE).update(route, route.properties, new)
    route = Subject(route.physical_id, route.token, new)
    await world.ready(ROUTE, route)
    return route


async def text(client: aiohttp.ClientSession, url: str, **more: Any) -> str:
    async with client.get(url, **more) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


async def status(client: aiohttp.ClientSession, url: str, **more: Any) -> int:
    async with client.get(url, **more) as answer:
        return answer.status


async def until_true_status(world: World, route: Subject, url: str, in_flight: int) -> None:
    async with asyncio.timeout(10):
        while True:
            status = await control.ask(world.folder(route) / "control", do="status")
            if status["targets"][url]["in_flight"] == in_flight:
                return


async def carries(world: World, route: Subject, url: str, in_flight: int) -> None:
    """Wait until a target holds so many requests."""
    async with asyncio.timeout(10):
        while True:
            status = await control.ask(world.folder(route) / "control", do="status")
            if status["targets"][url]["in_flight"] == in_flight:
                return
