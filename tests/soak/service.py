"""The service that is soaked: killed with all its processes every now and then, and started again where it was."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from bench.session import memory
from setpoint.cli.exits import Exit
from tests.api.service.aftermath import damage, doctor, unaccounted
from tests.api.service.running import Running
from tests.soak.report import Life, Report
from tests.waiting import until_true

CONFIG = """
[service]
listen = "127.0.0.1:{port}"
workers = 2
cloud = "simulated"
[metrics]
enabled = true
"""
STARTING = 60.0
"""Seconds within which it must be ready."""


class Service:
    """One service, whatever processes it has at a time, on one port and one data folder."""

    def __init__(self, folder: Path, report: Report) -> None:
        """Keep all that it writes in ``folder``."""
        self.home = folder / "home"
        self.is_up = asyncio.Event()
        self._folder = folder
        self._report = report
        self._port = _free_port()
        self._process: Running | None = None
        self._born = 0.0
        self._lived = 0.0
        self._down: list[tuple[float, float]] = []

    @property
    def root(self) -> str:
        """Where it can be asked."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def token(self) -> str:
        """What makes it answer."""
        return (self.home / "token").read_text().strip()

    def clock(self) -> float:
        """The seconds for which it has been up, in all its lives."""
        return self._lived + (monotonic() - self._born if self.is_up.is_set() else 0.0)

    def was_down(self, since: float) -> bool:
        """Whether it was down at any moment after ``since`` (of the monotonic clock)."""
        return any(end >= since for _, end in self._down) or not self.is_up.is_set()

    async def start(self) -> None:
        """Start it, and wait until it can be asked."""
        folder = self._folder / f"life-{len(self._report.lives)}"
        folder.mkdir(parents=True)
        began = monotonic()
        text = CONFIG.format(port=self._port)
        process = Running(folder, text, env={"SETPOINT_HOME": str(self.home)}, module="setpoint")
        self._process = process
        await until_true(lambda: "listens on" in process.out.read_text() or process.process.poll(), STARTING)
        assert process.process.poll() is None, process.err.read_text()
        self._born = monotonic()
        self._report.lives.append(Life(until_ready=self._born - began))
        if self._down:
            self._down[-1] = (self._down[-1][0], self._born)
        self.is_up.set()

    async def kill(self) -> None:
        """Kill it as it is, and look at what it has left."""
        running = self._end_of_life()
        self._down.append((monotonic(), float("inf")))
        os.killpg(running.process.pid, signal.SIGKILL)
        await until_true(lambda: running.process.poll() is not None)
        self._look_at_log(running)
        await asyncio.to_thread(self._find_all, damage)

    async def stop(self) -> None:
        """Let it end in good order, and look whether all is well. Everything must be at rest."""
        running = self._end_of_life()
        running.signal(signal.SIGTERM)
        await until_true(lambda: running.process.poll() is not None, STARTING)
        if running.process.returncode != Exit.DONE:
            self._report.find(f"it ended with {running.process.returncode}")
        self._look_at_log(running)
        self._find_all(damage)
        self._find_all(unaccounted)
        if doctor(self.home) != Exit.DONE:
            self._report.find("setpoint doctor found something wrong")

    def discard(self) -> None:
        """Leave no process of it."""
        if self._process is not None:
            self._process.kill()

    def _end_of_life(self) -> Running:
        assert self._process is not None
        life = self._report.lives[-1]
        life.seconds = monotonic() - self._born
        life.memory = memory(self._process.process.pid)
        self._lived += life.seconds
        self.is_up.clear()
        return self._process

    def _look_at_log(self, running: Running) -> None:
        for line in running.logged(level="error"):
            self._report.find(f"an error in the log: {line}")

    def _find_all(self, look: object) -> None:
        assert callable(look)
        for one in look(self.home):
            self._report.find(one)


@contextmanager
def service_in(folder: Path, report: Report) -> Iterator[Service]:
    """A service; nothing of it is left in the end."""
    service = Service(folder, report)
    try:
        yield service
    finally:
        service.discard()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
