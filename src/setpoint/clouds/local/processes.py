"""The processes of one project, by token: started, looked at, changed, put to sleep, removed.

What both drivers stand on whose resources are processes. Everything here is safe to repeat.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import msgspec

from setpoint.clouds.local import cgroups, ports, users
from setpoint.clouds.local.environment import environment
from setpoint.clouds.local.home import Project
from setpoint.clouds.local.launch import NotStarted, launch
from setpoint.clouds.local.spec import Limits, Place, Private, Settings, read_spec, write
from setpoint.clouds.local.state import holder, read_state, send
from setpoint.clouds.local.sweep import sweep
from setpoint.clouds.local.turn import first_turn, turn, turn_at_once
from setpoint.clouds.local.verdict import Sight, see
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, NotFound, ResourceError
from setpoint.model.observation import Accepted, Done, Gone, Outcome, Pending

MIB = 1 << 20


class Order(msgspec.Struct, frozen=True):
    """What is to run. ``command`` and ``settings`` are asked once the ports are known (by name; 0 asks for any)."""

    command: Callable[[Place], tuple[str, ...]]
    settings: Callable[[Mapping[str, int]], Settings]
    environment: Mapping[str, str] = {}
    ports: Mapping[str, int] = {}
    address: str = "127.0.0.1"
    working_dir: str = ""
    user: str = ""
    memory: int = 0
    """MiB; 0 for as much as it likes."""
    cpu: float = 0
    files: int = 0
    namespaces: tuple[str, ...] = ()


class Processes:
    """All processes of a project; a process's physical id is its token."""

    def __init__(self, project: Project) -> None:
        """Keep them in the project's folder."""
        self._project = project

    def folder(self, token: str) -> Path:
        """The folder of one."""
        return self._project.folder(token)

    async def start(self, token: str, order: Order) -> Outcome:
        """Start one; where it runs already, nothing happens. Raises ResourceError, and then nothing is left."""
        folder = self.folder(token)
        self._project.make()
        async with first_turn(folder) as lock:
            try:
                await self._start(folder, order, lock)
            except ports.PortTaken as problem:
                await sweep(folder)
                raise Conflict(
                    Diagnostic(str(problem), advice="choose another, or the port `auto`")
                ) from None
            except NotStarted as problem:
                await sweep(folder)
                raise ResourceError(
                    Diagnostic("the process could not be started", detail=str(problem))
                ) from None
            except ResourceError:
                await sweep(folder)
                raise
        return Accepted(token)

    async def _start(self, folder: Path, order: Order, lock: int) -> None:
        (folder / "work").mkdir(mode=0o700, exist_ok=True)
        place = self._place(folder, order)
        (folder / "asleep").unlink(missing_ok=True)
        private = Private(order.command(place), environment(place, order.environment, os.environ))
        await launch(folder, place, order.settings(place.ports), private, lock)

    def _place(self, folder: Path, order: Order) -> Place:
        """Gather what it stands on: user, folder, ports, limits. Raises ResourceError and PortTaken."""
        user = users.find(order.user) if order.user else None
        if user is not None:
            shutil.chown(folder / "work", user.uid, user.gid)
        held = ports.reserve(self._project.ports, folder, order.address, order.ports)
        limits, unenforced = _limits(folder.name, order)
        return Place(
            token=folder.name,
            folder=order.working_dir or str(folder / "work"),
            user=user,
            limits=limits,
            namespaces=order.namespaces,  # type: ignore[arg-type]  # the type has checked them
            ports=held,
            unenforced=unenforced,
        )

    async def look(self, token: str) -> Sight:
        """Look at one; attributes are whoever's to add who knows what the process is for."""
        folder = self.folder(token)
        if not (folder / "remove").exists():
            return see(folder)
        with contextlib.suppress(FileNotFoundError), turn_at_once(folder) as is_mine:
            if holder(folder / "alive") or not is_mine:
                return msgspec.structs.replace(see(folder), observation=Pending("it is being removed"))
            await sweep(folder)  # its shim died before it came to that
        return Sight(folder, Gone())

    async def change(self, token: str, settings: Callable[[Mapping[str, int]], Settings]) -> Outcome:
        """Let it go on with other settings. Raises ResourceError where it does not run (nor sleep)."""
        folder = self.folder(token)
        async with _turn_of(folder):
            spec = read_spec(folder)
            if spec is None:
                raise NotFound("the process is not there any more")
            write(folder, spec, settings(spec.ports))
            if not send(folder, signal.SIGHUP) and not (folder / "asleep").exists():
                raise ResourceError(Diagnostic("the process does not run, so it cannot be changed"))
        return Accepted(token)

    async def remove(self, token: str) -> Outcome:
        """End it and remove all that is left. Raises NotFound."""
        folder = self.folder(token)
        async with _turn_of(folder):
            (folder / "remove").touch()
            if send(folder, signal.SIGTERM):
                return Accepted(token)
            await sweep(folder)
        return Done(token)

    async def is_there(self, token: str) -> bool:
        """Whether one was started with this token; what is left of an attempt that did not get so far is removed."""
        folder = self.folder(token)
        with contextlib.suppress(FileNotFoundError):
            async with turn(folder):
                if holder(folder / "alive") or read_state(folder) is not None:
                    return True
                await sweep(folder)
        return False

    async def put_to_sleep(self, token: str) -> Outcome:
        """End it, and keep its place: folder, ports and log. Raises NotFound."""
        folder = self.folder(token)
        async with _turn_of(folder):
            (folder / "asleep").touch()
            send(folder, signal.SIGTERM)
        return Accepted(token)


@contextlib.asynccontextmanager
async def _turn_of(folder: Path) -> AsyncIterator[None]:
    """A turn at a process that is there. Raises NotFound where it is not."""
    async with contextlib.AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(turn(folder))
        except FileNotFoundError:
            raise NotFound("the process is not there") from None
        yield


def _limits(token: str, order: Order) -> tuple[Limits, tuple[str, ...]]:
    """The limits as the shim takes them, and those that nothing here can enforce.

    Where there is no control group, RLIMIT_DATA stands in for the limit of memory: since Linux 4.7 it counts what a
    process may write to. RLIMIT_AS counts what it merely reserves, and half of today's runtimes reserve gigabytes.
    """
    memory = order.memory * MIB
    groups = cgroups.Machine.present().make(token, memory=memory or None, cpu=order.cpu or None)
    always = {"NOFILE": order.files} if order.files else {}
    instead = {"DATA": memory} if memory else {}
    if "memory" in groups.missing:
        always |= instead
    missing = ("cpu",) if "cpu" in groups.missing else ()
    return Limits(groups.folders, always, instead), missing
