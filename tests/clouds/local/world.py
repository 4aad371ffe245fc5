"""A local cloud in a folder of its own, and ways to wait for what happens in it without sleeping."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from setpoint.clouds.cloud import CloudSettings
from setpoint.clouds.driver import Driver, Facts, Subject, Want
from setpoint.clouds.local.cloud import LocalCloud
from setpoint.clouds.local.home import Project
from setpoint.clouds.local.state import Life, State, holder, look, read_state
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import NotFound
from setpoint.model.observation import Accepted, Broken, Gone, Observation, Pending, Ready
from setpoint.types.resource_type import ResourceType
from tests.waiting import until_true

PROCESS, ROUTE, FILE = (f"Setpoint::Local::{name}" for name in ("Process", "Route", "File"))
DEADLINE = 15.0
PYTHON = (sys.executable, "-S", "-u")
PROGRAMS = Path(__file__).parent / "programs"


def program(name: str, *arguments: str) -> list[str]:
    """The command line of one of our test programs."""
    return [*PYTHON, str(PROGRAMS / f"{name}.py"), *arguments]


class World:
    """One project of one local cloud, and everything that was made in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.project = Project.at(str(home), "local", "test")
        self.made: list[tuple[Driver, Subject]] = []
        self.heard: list[str] = []
        self._rang = asyncio.Event()
        self.cloud = LocalCloud(CloudSettings("local", "test", str(home)))

    async def open(self) -> None:
        await self.cloud.open(self._hear)

    async def close(self) -> None:
        try:
            ending = []
            for driver, subject in reversed(self.made):
                with contextlib.suppress(NotFound):
                    if isinstance(await driver.delete(subject), Accepted):
                        ending.append((driver, subject))
            for driver, subject in ending:
                await self.until(driver, subject, lambda seen: isinstance(seen, Gone))
        finally:
            await self.cloud.close()

    def _hear(self, tokens: Sequence[str] | None) -> None:
        self.heard += tokens or ()
        self._rang.set()

    def driver(self, type_name: str) -> Driver:
        found = self.cloud.driver(type_name)
        assert found is not None
        return found

    def properties(self, type_name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        """As the engine hands them over: checked, and complete."""
        kind = self.driver(type_name).kind
        assert isinstance(kind, ResourceType)
        findings = Findings()
        found = kind.check(properties, lambda _path: None, findings)
        assert not list(findings)
        return kind.with_defaults(found)

    def want(self, type_name: str, properties: Mapping[str, Any]) -> Want:
        return Want(self.properties(type_name, properties), "a name")

    async def create(self, type_name: str, token: str = "", **properties: Any) -> Subject:
        """Make one, without waiting for it (and without the half second that says that it stays up)."""
        if type_name == PROCESS:
            properties = {"min_uptime": 0.05, **properties}
        token = token or str(uuid4())
        want = self.want(type_name, properties)
        outcome = await self.driver(type_name).create(want, token)
        subject = Subject(outcome.physical_id, token, want.properties)
        self.made.append((self.driver(type_name), subject))
        return subject

    async def make(self, type_name: str, **properties: Any) -> Subject:
        """Make one, and wait until it is ready."""
        subject = await self.create(type_name, **properties)
        await self.ready(type_name, subject)
        return subject

    async def look(self, type_name: str, subject: Subject) -> Observation:
        return (await self.driver(type_name).observe([subject], Facts(0)))[subject.token]

    async def settled(self, type_name: str, subject: Subject) -> Observation:
        """What is seen of it once it is no longer on its way."""
        return await self.until(self.driver(type_name), subject, lambda seen: not isinstance(seen, Pending))

    async def ready(self, type_name: str, subject: Subject) -> Mapping[str, Any]:
        """Its attributes, once it is ready."""
        seen = await self.settled(type_name, subject)
        assert isinstance(seen, Ready), seen
        return seen.attributes

    async def broken(self, type_name: str, subject: Subject) -> Broken:
        """What is seen of it once it is broken."""
        seen = await self.until(self.driver(type_name), subject, lambda seen: isinstance(seen, Broken))
        assert isinstance(seen, Broken)
        return seen

    async def until(self, driver: Driver, subject: Subject, is_so: Any) -> Observation:
        """Look whenever something is heard of, until it is so."""
        async with asyncio.timeout(DEADLINE):
            while True:
                self._rang.clear()
                seen = (await driver.observe([subject], Facts(0)))[subject.token]
                if is_so(seen):
                    return seen
                await self._rang.wait()

    async def end(self, type_name: str, subject: Subject) -> None:
        """Delete it, and wait until it is gone."""
        await self.driver(type_name).delete(subject)
        await self.until(self.driver(type_name), subject, lambda seen: isinstance(seen, Gone))

    def log(self, subject: Subject) -> str:
        return (self.folder(subject) / "log").read_text()

    async def says(self, subject: Subject, text: str) -> None:
        """Wait until it has written this."""
        await until_true(lambda: text in self.log(subject), DEADLINE)

    def folder(self, subject: Subject) -> Path:
        return self.project.folder(subject.token)

    def state(self, subject: Subject) -> State:
        state = read_state(self.folder(subject))
        assert state is not None
        return state

    def life(self, subject: Subject) -> Life:
        return look(self.folder(subject))

    def shim(self, subject: Subject) -> int:
        return holder(self.folder(subject) / "alive")

    def pid(self, subject: Subject) -> int:
        child = self.state(subject).child
        assert child is not None
        return child.pid


async def ended(pid: int) -> None:
    """Wait until a process has ended (its parent may not have heard of it yet)."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    over = asyncio.Event()
    asyncio.get_running_loop().add_reader(handle, over.set)
    try:
        async with asyncio.timeout(DEADLINE):
            await over.wait()
    finally:
        asyncio.get_running_loop().remove_reader(handle)
        os.close(handle)


async def kill(pid: int) -> None:
    """Kill a process that this test has started, and wait until it has ended."""
    os.kill(pid, signal.SIGKILL)
    await ended(pid)


def is_running(pid: int) -> bool:
    """Whether there is such a process, and it is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
