"""A region of the lab behind proxies, one for each service, and a clouds.yaml that leads through them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import yaml

from tests.lab.conftest import RunningLab
from tests.lab.proxy import Asked, Fate, Proxy, proxy


class Front:
    """The proxies by type of service, and the file that names the cloud ``lab`` through them."""

    def __init__(self, file: Path, proxies: Mapping[str, Proxy]) -> None:
        self.file = file
        self.proxies = proxies

    def __getitem__(self, service: str) -> Proxy:
        """The proxy of a type of service."""
        return self.proxies[service]

    def decide(self, fate: Callable[[Asked], Fate]) -> None:
        """What becomes of each request, whatever service it goes to."""
        for one in self.proxies.values():
            one.decide = fate

    async def refuse(self) -> None:
        """Let nobody in."""
        await asyncio.gather(*(one.refuse() for one in self.proxies.values()))

    async def listen(self) -> None:
        """Let people in again, under the same addresses."""
        await asyncio.gather(*(one.start() for one in self.proxies.values()))


@asynccontextmanager
async def front(lab: RunningLab, folder: Path, *services: str, **settings: Any) -> AsyncIterator[Front]:
    """``services`` behind proxies, and all others as they are; ``settings`` are further ones of the cloud."""
    told = lab.cloud()
    entry = yaml.safe_load(lab.clouds_file.read_text())["clouds"]["lab"]
    proxies = {}
    async with AsyncExitStack() as open_ones:
        for service in services:
            one = await open_ones.enter_async_context(proxy(told.root(service)))
            proxies[service] = one
            path = told.address(service).removeprefix(told.root(service))
            if service == "identity":
                entry["auth"]["auth_url"] = f"{one.url}/v3"
            else:
                entry[f"{service.replace('-', '_')}_endpoint_override"] = f"{one.url}{path}"
        yield Front(clouds_yaml(folder, lab={**entry, **settings}), proxies)


def clouds_yaml(folder: Path, **clouds: Mapping[str, Any]) -> Path:
    """A clouds.yaml with these clouds."""
    file = folder / "clouds.yaml"
    file.write_text(yaml.safe_dump({"clouds": clouds}))
    return file


def once(method: str, fates: Mapping[str, Fate]) -> Callable[[Asked], Fate]:
    """The first request of that method to each path has a fate of its own."""
    left = dict(fates)
    return lambda asked: left.pop(asked.path, Fate.PASS) if asked.method == method else Fate.PASS
