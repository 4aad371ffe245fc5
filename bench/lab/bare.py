"""The peer that cannot be beaten: a script that makes servers with the fewest calls, and keeps nothing.

One call for each port and server, as every client of these APIs makes them one by one; one list call every half second
while any of them builds. ``python -m bench.lab.bare create|look|delete COUNT WIDTH STATE`` runs it: what it has made
stands in the file STATE in between, which is all that it keeps.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from bench.lab.place import FLAVOR, IMAGE, REGION
from lab.place import Place
from lab.settings import PASSWORD, Settings

AGENT = "bare"
LOOK_EVERY = 0.5


class Bare:
    """A token, the catalogue, and calls."""

    def __init__(self, session: aiohttp.ClientSession, width: int) -> None:
        """Make at most ``width`` calls at once."""
        self._session = session
        self._room = asyncio.Semaphore(width)
        self._headers: dict[str, str] = {}
        self.roots: dict[str, str] = {}

    async def log_in(self) -> None:
        """One call."""
        auth_url, domain = Place(Settings.read(), REGION).auth_url, {"id": "default"}
        user = {"name": "demo", "domain": domain, "password": PASSWORD}
        asking = {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": {"name": "demo", "domain": domain}},
        }
        async with self._session.post(f"{auth_url}/auth/tokens", json={"auth": asking}) as answer:
            told = await answer.json()
            self._headers = {"X-Auth-Token": answer.headers["X-Subject-Token"]}
        for service in told["token"]["catalog"]:
            for endpoint in service["endpoints"]:
                if endpoint["interface"] == "public" and endpoint["region"] == REGION:
                    self.roots[service["type"]] = endpoint["url"].rstrip("/")

    async def call(self, method: str, url: str, body: Any = None) -> Any:
        """One call; its answer."""
        async with (
            self._room,
            self._session.request(method, url, json=body, headers=self._headers) as answer,
        ):
            answer.raise_for_status()
            return await answer.json() if answer.content_length and method != "DELETE" else None


async def create(bare: Bare, count: int) -> dict[str, Any]:
    """Make them, and wait until all are ACTIVE; their ids."""
    nova, neutron = bare.roots["compute"], f"{bare.roots['network']}/v2.0"
    flavors = (await bare.call("GET", f"{nova}/flavors"))["flavors"]
    images = (await bare.call("GET", f"{bare.roots['image']}/v2/images?name={IMAGE}"))["images"]
    flavor = next(one["id"] for one in flavors if one["name"] == FLAVOR)
    net = (await bare.call("POST", f"{neutron}/networks", {"network": {"name": AGENT}}))["network"]["id"]
    wanted = {"network_id": net, "cidr": "10.201.0.0/16", "ip_version": 4, "enable_dhcp": False}
    await bare.call("POST", f"{neutron}/subnets", {"subnet": wanted})

    async def one(number: int) -> tuple[str, str]:
        port = (await bare.call("POST", f"{neutron}/ports", {"port": {"network_id": net}}))["port"]["id"]
        told = {"name": f"{AGENT}-{number}", "flavorRef": flavor, "imageRef": images[0]["id"]}
        told["networks"] = [{"port": port}]
        server = (await bare.call("POST", f"{nova}/servers", {"server": told}))["server"]["id"]
        return port, server

    made = await asyncio.gather(*map(one, range(count)))
    waiting = {server for _, server in made}

    async def still() -> set[str]:
        found = (await bare.call("GET", f"{nova}/servers/detail?name=^{AGENT}-&limit=1000"))["servers"]
        return {one["id"] for one in found if one["id"] in waiting and one["status"] != "ACTIVE"}

    await _until_none(still)
    return {"net": net, "made": made}


async def look(bare: Bare) -> None:
    """Ask for everything that can be seen of them, in the four lists that show it, all at once."""
    nova, neutron = bare.roots["compute"], f"{bare.roots['network']}/v2.0"
    servers = f"{nova}/servers/detail?limit=1000"
    lists = (servers, *(f"{neutron}/{things}" for things in ("networks", "subnets", "ports")))
    await asyncio.gather(*(bare.call("GET", url) for url in lists))


async def delete(bare: Bare, state: dict[str, Any]) -> None:
    """Remove them, the servers first."""
    nova, neutron = bare.roots["compute"], f"{bare.roots['network']}/v2.0"
    waiting = {server for _, server in state["made"]}
    await asyncio.gather(*(bare.call("DELETE", f"{nova}/servers/{one}") for one in waiting))

    async def still() -> set[str]:
        found = (await bare.call("GET", f"{nova}/servers?name=^{AGENT}-&limit=1000"))["servers"]
        return {one["id"] for one in found if one["id"] in waiting}

    await _until_none(still)
    await asyncio.gather(*(bare.call("DELETE", f"{neutron}/ports/{port}") for port, _ in state["made"]))
    await bare.call("DELETE", f"{neutron}/networks/{state['net']}")  # its subnet goes with it


async def _until_none(still: Callable[[], Awaitable[set[str]]]) -> None:
    while await still():  # noqa: ASYNC110 - there is nothing to be told by: it asks
        await asyncio.sleep(LOOK_EVERY)


async def _run(deed: str, count: int, width: int, file: Path) -> None:
    connector = aiohttp.TCPConnector(limit=width)
    async with aiohttp.ClientSession(connector=connector, headers={"User-Agent": AGENT}) as session:
        bare = Bare(session, width)
        await bare.log_in()
        if deed == "create":
            file.write_bytes(msgspec.json.encode(await create(bare, count)))
        elif deed == "look":
            await look(bare)
        else:
            await delete(bare, msgspec.json.decode(file.read_bytes()))


def command(deed: str, count: int, width: int, state: Path) -> Sequence[str]:
    """The command that runs it."""
    return [sys.executable, "-m", "bench.lab.bare", deed, str(count), str(width), str(state)]


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
