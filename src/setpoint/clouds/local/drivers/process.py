"""Drives ``Setpoint::Local::Process``."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence

import msgspec

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.local.addresses import reachable, url_of
from setpoint.clouds.local.home import Project
from setpoint.clouds.local.processes import MIB, Order, Processes
from setpoint.clouds.local.spec import Check, LogBounds, Place, Settings, Stop
from setpoint.clouds.local.verdict import Sight, exit_code
from setpoint.model.observation import Accepted, Broken, Observation, Outcome, Ready
from setpoint.model.value import Plain
from setpoint.types.local.parts import status_range
from setpoint.types.local.placeholders import fill_in
from setpoint.types.local.process import PROCESS


class ProcessDriver:
    """Processes under a shim each; found by token, for the token names the folder."""

    kind = PROCESS
    is_findable = True

    def __init__(self, project: Project) -> None:
        """Drive those of one project."""
        self._processes = Processes(project)

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """Read what the shims have written."""
        return {one.token: await self._look(one) for one in subjects}

    async def _look(self, subject: Subject) -> Observation:
        sight = await self._processes.look(subject.physical_id)
        found = sight.observation
        if isinstance(found, (Ready, Broken)):
            return msgspec.structs.replace(found, attributes=_attributes(sight, subject.properties))
        return found

    async def create(self, want: Want, token: str) -> Outcome:
        """Start it."""
        return await self._processes.start(token, order(want.properties))

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Give it other settings: its health check, its end, its log."""
        return await self._processes.change(subject.physical_id, lambda ports: settings(new, ports))

    async def delete(self, subject: Subject) -> Outcome:
        """End it."""
        return await self._processes.remove(subject.physical_id)

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """No deed here has a second phase."""
        raise AssertionError(f"no second phase: {subject.cursor}")

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for its folder."""
        return Accepted(token) if await self._processes.is_there(token) else None

    async def suspend(self, subject: Subject) -> Outcome:
        """End it and keep its place."""
        return await self._processes.put_to_sleep(subject.physical_id)

    async def resume(self, subject: Subject) -> Outcome:
        """Start it again in its place."""
        return await self._processes.start(subject.physical_id, order(subject.properties))


def _attributes(sight: Sight, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
    spec, state, address = sight.spec, sight.state, wanted["address"]
    ports = dict(spec.ports) if spec else {}
    urls = {name: url_of(address, number) for name, number in ports.items()}
    return {
        "pid": state.child.pid if state and state.child else 0,
        "ports": ports,
        "urls": urls,
        "url": next(iter(urls.values()), ""),
        "address": address,
        "log": str(sight.folder / "log"),
        "folder": str(sight.folder),
        "phase": "suspended" if sight.is_asleep else state.phase if state else "",
        "exit_code": exit_code(state),
        "limits": _enforced(wanted.get("limits") or {}, spec, state.cgroups if state else ()),
    }


def order(wanted: Mapping[str, Plain]) -> Order:
    """What is to be run, from the properties."""
    limits = wanted.get("limits") or {}
    return Order(
        command=lambda place: tuple(fill_in(part, place.ports) for part in wanted["command"]),
        settings=lambda ports: settings(wanted, ports),
        environment=wanted["environment"],
        ports={name: 0 if port == "auto" else int(port) for name, port in wanted["ports"].items()},
        address=wanted["address"],
        working_dir=wanted.get("working_dir") or "",
        user=wanted.get("user") or "",
        memory=limits.get("memory", 0),
        cpu=limits.get("cpu", 0),
        files=limits.get("files", 0),
        namespaces=tuple(wanted["namespaces"]),
    )


def settings(wanted: Mapping[str, Plain], ports: Mapping[str, int]) -> Settings:
    """What may change while it runs, from the properties."""
    log, stop, health = wanted["log"], wanted["stop"], wanted.get("health")
    return Settings(
        health=_check(health, wanted["address"], ports) if health is not None else None,
        steady=wanted["min_uptime"],
        stop=Stop(signal.Signals[f"SIG{stop['signal']}"], stop["grace"]),
        log=LogBounds(int(log["max_size"] * MIB), log["keep"]),
    )


def _check(health: Mapping[str, Plain], address: str, ports: Mapping[str, int]) -> Check:
    named = health.get("port") or next(iter(ports), "")
    return Check(
        kind=health["type"],
        host=reachable(address),
        port=ports.get(named, 0),
        path=health["path"],
        status=status_range(health["status"]),
        command=tuple(fill_in(part, ports) for part in health.get("command") or ()),
        grace=health["grace"],
        interval=health["interval"],
        timeout=health["timeout"],
        failures=health["failures"],
        successes=health["successes"],
    )


def _enforced(limits: Mapping[str, Plain], place: Place | None, cgroups: Sequence[str]) -> dict[str, str]:
    """How each of the limits is enforced."""
    if place is None:
        return {}
    in_group = bool(cgroups) and len(cgroups) == len(place.limits.cgroups)
    how = {"files": "rlimit"}
    how["memory"] = "cgroup" if in_group and "DATA" not in place.limits.rlimits else "rlimit"
    how["cpu"] = "cgroup" if in_group and "cpu" not in place.unenforced else "not enforced"
    return {name: how[name] for name, limit in limits.items() if limit}


DRIVER = ProcessDriver
