"""Drives ``Setpoint::Local::Route``: a router under a shim, and its control socket."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.local.addresses import reachable, url_of
from setpoint.clouds.local.home import Project
from setpoint.clouds.local.processes import Order, Processes
from setpoint.clouds.local.router import config, control
from setpoint.clouds.local.spec import WAKES, Check, Place, Settings, Stop, read_spec
from setpoint.clouds.local.verdict import Sight
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import LostAnswer, ResourceError
from setpoint.model.observation import Accepted, Broken, Observation, Outcome, Pending, Ready
from setpoint.model.value import Plain
from setpoint.types.local.parts import status_range
from setpoint.types.local.route import ROUTE

SLACK = 5.0
"""Seconds that a router may need beyond what it was told to wait for."""


class Said(msgspec.Struct):
    """The part of ``status.json`` that tells whether the router is where it should be."""

    in_force: str = ""
    draining: dict[str, int] = {}
    unhealthy: dict[str, str] = {}


class RouteDriver:
    """Routers, each a process of its own."""

    kind = ROUTE
    is_findable = True

    def __init__(self, project: Project) -> None:
        """Drive those of one project."""
        self._processes = Processes(project)

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """Read what the shims and the routers have written."""
        return {one.token: await self._look(one) for one in subjects}

    async def _look(self, subject: Subject) -> Observation:
        sight = await self._processes.look(subject.physical_id)
        found = sight.observation
        if not isinstance(found, (Ready, Broken)):
            return found
        said = _said(sight.folder)
        if isinstance(found, Ready) and not sight.is_asleep:
            waits_for = _why_not_yet(sight.folder, said)
            if waits_for:
                return Pending(waits_for)
        return msgspec.structs.replace(found, attributes=_attributes(sight, subject.properties, said))

    async def create(self, want: Want, token: str) -> Outcome:
        """Start a router."""
        return await self._processes.start(token, self._order(token, want.properties))

    def _order(self, token: str, wanted: Mapping[str, Plain]) -> Order:
        folder = self._processes.folder(token)

        def command(place: Place) -> tuple[str, ...]:
            path = _write(folder, wanted, place.ports["http"])
            return (sys.executable, "-m", "setpoint.clouds.local.router", str(path))

        return Order(
            command=command,
            settings=lambda ports: _settings(wanted, ports),
            # The router finds what we have found, however that was installed.
            environment={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"},
            ports={"http": 0 if wanted["port"] == "auto" else int(wanted["port"])},
            address=wanted["address"],
        )

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Put new rules in force; it is Ready again when what was removed has ended what it had begun."""
        folder = self._processes.folder(subject.physical_id)
        outcome = await self._processes.change(subject.physical_id, lambda ports: _settings(new, ports))
        spec = read_spec(folder)
        assert spec is not None
        _write(folder, new, spec.ports["http"])
        if not (folder / "asleep").exists():
            await _reload(folder, new)
        return outcome

    async def delete(self, subject: Subject) -> Outcome:
        """Let it end what it has begun, and end it."""
        return await self._processes.remove(subject.physical_id)

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """No deed here has a second phase."""
        raise AssertionError(f"no second phase: {subject.cursor}")

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for its folder."""
        return Accepted(token) if await self._processes.is_there(token) else None

    async def suspend(self, subject: Subject) -> Outcome:
        """End it and keep its port."""
        return await self._processes.put_to_sleep(subject.physical_id)

    async def resume(self, subject: Subject) -> Outcome:
        """Start it again at its port."""
        order = self._order(subject.physical_id, subject.properties)
        return await self._processes.start(subject.physical_id, order)


def configuration(wanted: Mapping[str, Plain], port: int, token: str, folder: Path) -> config.Config:
    """What the router is told, from the properties."""
    health = wanted.get("health")
    return config.Config(
        host=wanted["address"],
        port=port,
        rules=tuple(_rule(rule) for rule in wanted["rules"]),
        check=_target_check(health) if health is not None else None,
        drain=wanted["drain"],
        timeout=wanted["timeout"],
        patience=wanted["patience"],
        trust_forwarded=wanted["trust_forwarded"],
        wakes=os.path.normpath(folder / WAKES),
        token=token,
    )


def _rule(rule: Mapping[str, Plain]) -> config.Rule:
    """A target that is named twice gets both shares."""
    weights: dict[str, int] = dict.fromkeys(rule["urls"], 1)
    for target in rule["targets"]:
        weights[target["url"]] = weights.get(target["url"], 0) + target["weight"]
    targets = tuple(config.WeightedTarget(url, weight) for url, weight in weights.items())
    return config.Rule(targets, rule.get("host") or "", rule["path"], rule["strip_path"])


def _target_check(health: Mapping[str, Plain]) -> config.Check:
    return config.Check(
        path=health["path"],
        status=status_range(health["status"]),
        interval=health["interval"],
        timeout=health["timeout"],
        failures=health["failures"],
        successes=health["successes"],
    )


def _settings(wanted: Mapping[str, Plain], ports: Mapping[str, int]) -> Settings:
    """How the shim looks after the router: it works when it accepts connections, and may take its time to drain."""
    check = Check("tcp", reachable(wanted["address"]), ports["http"], interval=5.0)
    return Settings(health=check, stop=Stop(grace=wanted["drain"] + SLACK))


def _write(folder: Path, wanted: Mapping[str, Plain], port: int) -> Path:
    """Replace the router's configuration, and answer its path."""
    path, new = folder / "router.json", folder / "router.json.new"
    new.touch(mode=0o600)
    new.write_bytes(msgspec.json.encode(configuration(wanted, port, folder.name, folder)))
    return new.replace(path)


async def _reload(folder: Path, wanted: Mapping[str, Plain]) -> None:
    """Return once the new rules are in force. Raises LostAnswer and ResourceError."""
    patience = (wanted.get("health") or {}).get("timeout", 0) + SLACK
    try:
        async with asyncio.timeout(patience):
            answer = await control.ask(folder / "control", do="reload")
    except (OSError, TimeoutError) as problem:
        raise LostAnswer(f"the router did not say that its new rules are in force: {problem}") from None
    if "error" in answer:
        raise ResourceError(Diagnostic("the router refused its new rules", detail=answer["error"]))


def _why_not_yet(folder: Path, said: Said) -> str:
    """What a router that works still has to do; empty when it is where it should be."""
    try:
        wanted = config.read(folder / "router.json").digest
    except (OSError, msgspec.MsgspecError):
        return "its rules cannot be read"
    if said.in_force != wanted:
        return "its new rules are not in force yet"
    held = sum(said.draining.values())
    return f"requests under way at targets that were removed: {held}" if held else ""


def _said(folder: Path) -> Said:
    try:
        return msgspec.json.decode((folder / "status.json").read_bytes(), type=Said)
    except (FileNotFoundError, msgspec.DecodeError):
        return Said()


def _attributes(sight: Sight, wanted: Mapping[str, Plain], said: Said) -> dict[str, Plain]:
    spec, state = sight.spec, sight.state
    port = spec.ports["http"] if spec else 0
    return {
        "url": url_of(wanted["address"], port),
        "address": wanted["address"],
        "port": port,
        "pid": state.child.pid if state and state.child else 0,
        "log": str(sight.folder / "log"),
        "unhealthy": said.unhealthy,
    }


DRIVER = RouteDriver
