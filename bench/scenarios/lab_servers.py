"""100 servers with a port each, on the lab's OpenStack: against a script with the fewest calls, and Heat."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import msgspec

from bench.cost import Cost, of_command
from bench.figure import Figure, count, megabytes, ratio, seconds
from bench.folders import scratch
from bench.fresh import ROOT
from bench.lab import bare, heat, place, turns
from bench.lab.access import Access, Call, busiest_second
from bench.scenarios.help import installed
from setpoint.cli.opening import PROJECT
from setpoint.clouds.openstack.client.transport import AGENT
from setpoint.clouds.openstack.cloud import WIDTH
from setpoint.model.incarnation import Action, Status
from setpoint.store import open_store

SIZE = 100

HEATS = {"as shipped": (), "mended": ("threads", "ast", "throttle")}
"""What is mended in Heat (``lab/heat_fixes.py``)."""

LIVED = ("create", "plan with nothing to do", "drift", "delete")


class Deed(msgspec.Struct):
    """What one command cost, and which calls it made."""

    cost: Cost
    calls: list[Call]


def measure(size: int) -> list[Figure]:
    """The whole life of each, one after the other; no figures where no lab is up (``make lab``, as root)."""
    if not place.is_up():
        return []
    spawn = place.settings().spawn_file
    before = spawn.read_text()
    spawn.write_text("1\n")
    try:
        return _measured(size)
    finally:
        spawn.write_text(before)


def _measured(size: int) -> list[Figure]:
    with scratch() as folder:
        script = _script(size, folder)
    found = []
    for hears in (False, True):
        how = "notifications" if hears else "lists"
        with scratch() as folder:
            found += _setpoint(size, folder, how, script, hears=hears)
    found.insert(
        0, seconds("a look at all of it, script", script["look"].cost.seconds, note="4 lists at once")
    )
    for name, fixes in HEATS.items():
        with heat.mended(fixes):
            took = {"create": heat.create(size), "delete": heat.delete()}
        for deed, time in took.items():
            found.append(seconds(f"{deed}, Heat {name}", time))
            found.append(ratio(f"{deed}, Heat {name} / script", time / script[deed].cost.seconds))
    return found


def _script(size: int, folder: Path) -> dict[str, Deed]:
    state = folder / "state.json"
    return {
        deed: _counted(bare.AGENT, bare.command(deed, size, WIDTH, state), ROOT, {})
        for deed in ("create", "look", "delete")
    }


def _setpoint(size: int, folder: Path, how: str, script: dict[str, Deed], *, hears: bool) -> list[Figure]:
    template, environment = folder / "servers.json", place.clouds_yaml(folder, hears=hears)
    template.write_bytes(msgspec.json.encode(place.servers(size)))
    words = {
        "create": ["up", str(template), "--name", "bench", "--cloud", "lab", "--yes"],
        "plan with nothing to do": ["plan", str(template), "--name", "bench", "--cloud", "lab"],
        "drift": ["drift", "bench"],
        "delete": ["down", "bench", "--yes"],
    }
    lived: dict[str, Deed] = {}
    with turns.heard() as turned:
        for deed in LIVED:
            lived[deed] = _counted(AGENT, [str(installed()), *words[deed]], folder, environment)
            if deed == "create":
                late = _delays(Path(environment["SETPOINT_HOME"]), turned)
    found = []
    for deed in ("create", "delete"):
        found += _beside(f"{deed}, {how}", lived[deed], script[deed])
    found += [
        seconds(
            f"until an ACTIVE server has landed, {how}",
            median(late),
            0.3 if hears else 1.5,
            f"of {len(late)}",
        ),
        count(f"looks at servers in a second, {how}", busiest_second(lived["create"].calls), 3),
        seconds(f"CPU of a create, {how}", lived["create"].cost.cpu, 2.0),
        megabytes(f"memory of a create, {how}", lived["create"].cost.megabytes, 150),
    ]
    for deed in ("plan with nothing to do", "drift"):
        found.append(
            seconds(f"{deed}, {how}", lived[deed].cost.seconds, 1.0, f"{lived[deed].cost.cpu:.2f} s of CPU")
        )
        found.append(
            ratio(f"{deed}, {how}, setpoint / script", lived[deed].cost.seconds / script["look"].cost.seconds)
        )
        found.append(count(f"calls of a {deed}, {how}", len(lived[deed].calls), 11))
    return found


def _beside(name: str, own: Deed, script: Deed) -> list[Figure]:
    return [
        seconds(f"{name}, setpoint", own.cost.seconds, note=f"{len(own.calls)} calls"),
        seconds(f"{name}, script", script.cost.seconds, note=f"{len(script.calls)} calls, width {WIDTH}"),
        ratio(f"{name}, setpoint / script", own.cost.seconds / script.cost.seconds, 1.15),
        ratio(f"{name}, calls, setpoint / script", len(own.calls) / len(script.calls), 1.1),
    ]


def _counted(agent: str, command: list[str], folder: Path, environment: dict[str, str]) -> Deed:
    access = Access()
    cost = of_command(command, cwd=folder, environment=environment)
    return Deed(cost, access.of(agent))


def _delays(home: Path, turned: turns.Turns) -> list[float]:
    """From Nova's word that a server is there until its step's landing is recorded, in seconds."""
    with open_store(home) as store:
        records = store.project(PROJECT)
        (stack,) = records.stacks()
        landed = {
            one.physical_id: one.at
            for one in records.events(stack.id)
            if (one.action, one.status, one.type) == (Action.CREATE, Status.COMPLETE, "OS::Nova::Server")
        }
    return [at - turned[server] for server, at in landed.items() if server in turned]
