"""A service on a port of this machine, for the length of a test: the application, its host, and the simulated cloud."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import itertools
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from typing import TypeVar

import msgspec
import uvicorn
from starlette.types import Receive, Scope, Send

from setpoint.api.caller import Caller, Unauthorized
from setpoint.api.fetching.fetcher import Fetcher
from setpoint.api.heat.app import application
from setpoint.api.heat.services import Judge, Services
from setpoint.api.service.middleware.rate import project_rate
from setpoint.api.settings import Config, Current
from setpoint.api.settings.limits import Limits
from setpoint.certify.simulated.cloud import SimulatedCloud
from setpoint.certify.simulated.timings import INSTANT, Timings
from setpoint.clouds import builtin
from setpoint.clouds.cloud import CloudSettings
from setpoint.engine.clouds import Clouds
from setpoint.engine.engine import Alone, Engine
from setpoint.engine.host import Host
from setpoint.engine.sinks.publisher import Publisher
from setpoint.model.stack import ProjectId, Stack, StackId
from setpoint.store import Store, open_store

T = TypeVar("T")

PATIENCE = 300
"""Seconds for which a client may say nothing: on a busy machine a test may be slow to ask on."""

PROJECTS = {
    "one": ProjectId("p1"),
    "two": ProjectId("p2"),
    "colleague": ProjectId("p1"),
    "reader": ProjectId("p1"),
}


class Tokens:
    """Knows the tokens ``one`` and ``two``, of a project each, and of the first ``colleague`` and ``reader``.

    All are members but the last.
    """

    async def caller(self, token: str, service_token: str = "") -> Caller:
        """Who has it."""
        if token not in PROJECTS:
            raise Unauthorized
        roles = {"reader"} if token == "reader" else {"member", "reader"}
        return Caller(PROJECTS[token], f"user-{token}", token, roles=frozenset(roles))


class Everything:
    """Allows everything within the caller's own project, but what is ``denied``; ``admins`` are administrators."""

    def __init__(self) -> None:
        self.denied = {"stacks:global_index"}
        self.admins: set[str] = set()

    def allows(self, rule: str, caller: Caller, target: Mapping[str, str]) -> bool:
        """Whether it is the caller's own."""
        return target["project_id"] == caller.project and rule not in self.denied

    def allows_type(self, type: str, caller: Caller, target: Mapping[str, str]) -> bool:
        """Whether it is the caller's own."""
        return target["project_id"] == caller.project

    def is_admin(self, caller: Caller) -> bool:
        """Whether the caller is one of the ``admins``."""
        return caller.user in self.admins


class Service:
    """A service, and what a test may look at behind it."""

    def __init__(self, timings: Timings, config: Config, policy: Judge | None) -> None:
        self.store: Store = open_store(None)
        self.ears = Alone()
        self.cloud = SimulatedCloud(timings=timings)
        self.bugs: list[BaseException] = []
        self.believed: list[tuple[str, Caller]] = []
        """What was asked by whom, of each request whose sender was believed."""
        self.credentials: dict[str, str] = {}
        """Those that stacks are driven by, and who gave them."""
        self.needs = frozenset({"compute"})
        """The services that every stack needs."""
        self.meeting: asyncio.Barrier | None = None
        """Where those who give one wait for each other, if they are to."""
        self._numbers = itertools.count(1)
        self._engines: dict[ProjectId, Engine] = {}
        self._heard = Alone()
        self.store.after_commit(lambda _stacks: self._heard.tell())
        self.publisher = Publisher(self.store, self._acting, self._heard)
        self.host = Host(
            self.store,
            self._driver,
            self.ears,
            lambda _stack, bug: self.bugs.append(bug),
            self._removed,
        )
        self.current = Current(config)
        self.policy = Everything()
        self.services = Services(
            identity=Tokens(),
            policy=policy or self.policy,
            current=self.current,
            engine=self.engine,
            acting=self._acting,
            cloud=self.cloud.name,
            needs=lambda _wanted, _recorded: self.needs,
            prepare=self._prepare,
            unprepare=self._unprepare,
            fetch=Fetcher(self.current).fetch,
            every_project=self.store.every_project,
            project_of=self.store.project_of,
            too_often=project_rate(self.current),
        )
        self._application = application(self.services)
        self.port = 0
        self._loop = asyncio.get_running_loop()

    def looks(self, look: Callable[[], T]) -> T:
        """What ``look`` finds, in the thread of the service: its store is of that."""
        found: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._loop.call_soon_threadsafe(lambda: found.set_result(look()))
        return found.result(20)

    def start_anew(self) -> None:
        """End the process that drives stacks, in the middle of what it does, and start another one."""

        async def anew() -> None:
            await self.host.close()
            await self.host.open()

        asyncio.run_coroutine_threadsafe(anew(), self._loop).result(20)

    def engine(self, project: ProjectId) -> Engine:
        if project not in self._engines:
            settings = CloudSettings(
                name="builtin", project=project, home="", options={"endpoint": self.root}
            )
            clouds = Clouds([self.cloud, builtin.cloud(settings)])
            records = self.store.project(project)
            self._engines[project] = Engine(records, clouds, self.ears, project=project, now=time.time)
        return self._engines[project]

    @contextlib.asynccontextmanager
    async def _driver(self, project: ProjectId, _stack: StackId) -> AsyncIterator[Engine]:
        yield self.engine(project)

    @contextlib.asynccontextmanager
    async def _acting(self, stack: Stack) -> AsyncIterator[Engine]:
        yield self.engine(stack.project)

    async def _prepare(self, caller: Caller, stack: Stack, _services: Collection[str]) -> Stack:
        if self.meeting is not None:
            await self.meeting.wait()
        credential = f"credential-{next(self._numbers)}"
        self.credentials[credential] = caller.user
        return msgspec.structs.replace(stack, credential=credential, owner=caller.user)

    async def _removed(self, stack: Stack) -> None:
        await self.publisher.finish(stack)
        await self._unprepare(stack)

    async def _unprepare(self, stack: Stack) -> None:
        del self.credentials[stack.credential]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application; what breaks in it is kept, and what it lets log and audit know."""
        try:
            await self._application(scope, receive, send)
        except Exception as bug:
            self.bugs.append(bug)
            raise
        caller: Caller | None = scope.get("caller")
        if caller is not None:
            self.believed.append((scope["rule"], caller))

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, token: str = "one") -> str:
        return f"{self.root}/v1/{PROJECTS[token]}"


@contextlib.contextmanager
def serving(
    timings: Timings = INSTANT,
    limits: Limits | None = None,
    config: Config | None = None,
    policy: Judge | None = None,
) -> Iterator[Service]:
    """Serve in a thread of its own, on a free port, until the block ends. What is a bug there fails the test."""
    up, ending, made = threading.Event(), threading.Event(), []

    async def serve() -> None:
        service = Service(timings, config or Config(limits=limits or Limits()), policy)
        made.append(service)
        await service.publisher.open()
        await service.host.open()
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio does so for no other proto
        service.port = listening.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(service, log_config=None, lifespan="off", timeout_keep_alive=PATIENCE)
        )
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        task = asyncio.create_task(server.serve(sockets=[listening]))
        up.set()
        await asyncio.to_thread(ending.wait)
        server.should_exit = True
        await task
        await service.host.close()
        await service.publisher.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert up.wait(20)
        yield made[0]
    finally:
        ending.set()
        thread.join(20)
    for bug in made[0].bugs:
        raise bug
