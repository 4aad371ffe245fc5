"""Setpoint's service and Heat on the lab's Keystone: requests a second, CPU a request, and stacks being made."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

import msgspec

from bench import session
from bench.asking import CLIENTS, Ask, Asking, Load, loaded
from bench.figure import Figure, milliseconds, ratio, seconds
from bench.folders import scratch
from bench.lab import place
from bench.lab.access import Access
from bench.lab.tenant import Tenant, heat_url, keystone_section, tenant
from bench.scenarios.service_stacks import creates, words
from bench.served import served
from lab.processes import Processes
from lab.turn import HEAT, turn
from setpoint.clouds.openstack.client.transport import AGENT

SIZE = 100
POSTS = 9
TRUSTS = "/OS-TRUST/trusts"

MOST = {"list": 1 / 20, "show": 0.1, "resources": 0.1, "events": 0.1, "validate": 0.1}
"""What a request may cost of the CPU that Heat takes for it, by what is asked."""

HEATS = ("heat-api", "heat-engine")


class Peer(msgspec.Struct):
    """One of the two: where it is asked, what it has taken of CPU, and how many of each request it is asked."""

    name: str
    url: str
    cpu: Callable[[], float]
    times: int
    look_every: float


def measure(size: int) -> list[Figure]:
    """With ``size`` stacks in a project; no figures where no lab is up (``make lab``, as root)."""
    if not place.is_up():
        return []
    with (
        turn(place.settings(), HEAT),
        tenant() as one,
        scratch() as folder,
        served(folder, keystone_section()) as service,
    ):
        ours = Peer("setpoint", f"{service.root}/v1/{one.project}", service.cpu, 20 * size, 0.02)
        heats = Peer("Heat", heat_url(one), _heat_cpu(), size, 0.5)
        return asyncio.run(_measured(one, ours, heats, size))


async def _measured(one: Tenant, ours: Peer, heats: Peer, size: int) -> list[Figure]:
    found = await _posts(one, ours, heats, size)
    loads: dict[str, Mapping[str, Load]] = {}
    for peer in (ours, heats):
        try:
            found.append(await _many(one, peer, size))
            loads[peer.name] = await _asked(one, peer)
        finally:
            await _removed(one, peer)
    for what, most in MOST.items():
        found += _beside(what, loads["setpoint"][what], loads["Heat"][what], most)
    return found


async def _posts(one: Tenant, ours: Peer, heats: Peer, size: int) -> list[Figure]:
    """What a ``POST`` takes; what Keystone says that it took of it, to make a trust if one is needed, is told apart."""
    answered, trusts = [], []
    for number in range(POSTS):
        access, began = Access(), time.time()
        took = (await _made(one, ours, f"post{number}", size))[0]
        calls = (call for call in access.of(AGENT) if call.path.endswith(TRUSTS) and call.at < began + took)
        answered.append(took)
        trusts.append(sum(call.seconds for call in calls))
    own = [whole - keystone for whole, keystone in zip(answered, trusts, strict=True)]
    few = max(1, size // 5)  # a thousand take Heat many minutes
    heat_post, heat_made = await _made(one, heats, "post", few)
    _, made = await _made(one, ours, "few", few)
    _, thousand = await _made(one, ours, "many", 10 * size)
    return [
        milliseconds(f"POST of {size} resources, setpoint", median(answered), note=f"the median of {POSTS}"),
        *([milliseconds("of that, Keystone, for a trust", median(trusts))] if median(trusts) else []),
        milliseconds(f"POST of {size} resources, setpoint, without Keystone", median(own), 30),
        milliseconds(f"POST of {few} resources, Heat", heat_post),
        seconds(f"{few} resources, until COMPLETE, setpoint", made),
        seconds(f"{few} resources, until COMPLETE, Heat", heat_made),
        ratio(f"{few} resources, until COMPLETE, setpoint / Heat", made / heat_made),
        seconds(f"{10 * size:,} resources, until COMPLETE, setpoint", thousand, 2),
    ]


async def _made(one: Tenant, peer: Peer, name: str, count: int) -> tuple[float, float]:
    """Seconds until a new stack is answered for, and until it is complete for a client. Then it is removed."""
    asking = Asking(peer.url, one.token)
    began = time.perf_counter()
    (ask,) = creates([name], words(count))
    answered = (await asking.ask(ask)).seconds
    await _until_none(asking, peer, "status=IN_PROGRESS")
    took = time.perf_counter() - began
    await _removed(one, peer)
    return answered, took


async def _many(one: Tenant, peer: Peer, size: int) -> Figure:
    """Stacks of one resource, made at once."""
    names = [f"stack{number}" for number in range(size)]
    began = time.perf_counter()
    await loaded(peer.url, one.token, creates(names, words(1)), peer.cpu)
    await _until_none(Asking(peer.url, one.token), peer, "status=IN_PROGRESS")
    took = time.perf_counter() - began
    return seconds(f"{size} stacks at once by {CLIENTS} clients, until COMPLETE, {peer.name}", took)


async def _asked(one: Tenant, peer: Peer) -> Mapping[str, Load]:
    """Each kind of request, many times, by all clients."""
    stacks = (await Asking(peer.url, one.token).get("/stacks"))["stacks"]
    paths = [f"/stacks/{stack['stack_name']}/{stack['id']}" for stack in stacks]
    asks = {
        "list": [Ask("GET", "/stacks")],
        "show": [Ask("GET", path) for path in paths],
        "resources": [Ask("GET", f"{path}/resources") for path in paths],
        "events": [Ask("GET", f"{path}/events") for path in paths],
        "validate": [Ask("POST", "/validate", {"template": words(1)})],
    }
    found = {}
    for what, some in asks.items():
        times = peer.times // 4 if what == "list" else peer.times
        await loaded(peer.url, one.token, _repeated(some, CLIENTS), peer.cpu)
        found[what] = await loaded(peer.url, one.token, _repeated(some, times), peer.cpu)
    return found


def _repeated(asks: Sequence[Ask], times: int) -> list[Ask]:
    return [asks[number % len(asks)] for number in range(max(times, CLIENTS))]


def _beside(what: str, ours: Load, heats: Load, most: float) -> list[Figure]:
    found = []
    for name, load in (("setpoint", ours), ("Heat", heats)):
        rate = f"{load.rate:.0f} a second, of {len(load.each)}"
        found += [
            milliseconds(f"{what}, CPU a request, {name}", load.cpu_a_request, note=rate),
            milliseconds(f"{what}, p50 of {CLIENTS} clients, {name}", load.at(0.5)),
            milliseconds(
                f"{what}, p99 of {CLIENTS} clients, {name}", load.at(0.99), 50 if load is ours else None
            ),
        ]
    part = ours.cpu_a_request / heats.cpu_a_request
    return [*found, ratio(f"{what}, CPU a request, setpoint / Heat", part, most, f"1/{1 / part:.0f}")]


async def _removed(one: Tenant, peer: Peer) -> None:
    """Remove all stacks of the project."""
    asking = Asking(peer.url, one.token)
    stacks = (await asking.get("/stacks"))["stacks"]
    asks = [Ask("DELETE", f"/stacks/{stack['stack_name']}/{stack['id']}") for stack in stacks]
    await loaded(peer.url, one.token, asks, peer.cpu)
    await _until_none(asking, peer, "limit=1")
    asking.close()


async def _until_none(asking: Asking, peer: Peer, chosen: str) -> None:
    """Look until no such stack is there."""
    while (await asking.get(f"/stacks?{chosen}"))["stacks"]:  # noqa: ASYNC110 - there is nothing to be told by: it asks
        await asyncio.sleep(peer.look_every)


def _heat_cpu() -> Callable[[], float]:
    """What Heat's own processes have taken; its database and its bus are not counted."""
    processes = Processes(place.settings().home)
    pids = [processes.pid(place.REGION, name) for name in HEATS]
    assert all(pids), f"not all of {HEATS} are there"
    return lambda: sum(session.cpu(pid) for pid in pids if pid)
