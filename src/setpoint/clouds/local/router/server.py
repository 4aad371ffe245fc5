"""The router itself: listens, forwards, takes new rules while it works, and ends without dropping a request."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from aiohttp import web

from setpoint.clouds.local import wakes
from setpoint.clouds.local.router import config as configuration
from setpoint.clouds.local.router import control
from setpoint.clouds.local.router.config import Config
from setpoint.clouds.local.router.forward import LONG, Forwarder
from setpoint.clouds.local.router.health import Health
from setpoint.clouds.local.router.table import Table
from setpoint.clouds.local.router.targets import Targets


class Router:
    """One router: ``path`` is its configuration; ``control`` and ``status.json`` lie beside it."""

    def __init__(self, path: Path) -> None:
        """Read the configuration. Raises as :func:`.config.read`."""
        self._path = path
        self._config = configuration.read(path)
        self._targets = Targets()
        self._targets.on_change = self._record
        self._reloading = asyncio.Lock()
        self._in_force = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set, then let what is under way end."""
        self._checks = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        self._health = Health(self._checks, self._targets)
        self._forwarder = Forwarder(self._config, self._targets)
        await self._put_in_force(self._config)
        server = web.Server(
            self._forwarder.handle,
            handler_cancellation=True,
            auto_decompress=False,
            access_log=None,
            keepalive_timeout=75,
            max_line_size=LONG,
            max_field_size=LONG,
        )
        runner = web.ServerRunner(server, shutdown_timeout=self._config.drain)
        await runner.setup()
        site = web.TCPSite(runner, self._config.host, self._config.port, backlog=1024)
        await site.start()
        listening = await control.serve(self._path.with_name("control"), self.answer)
        await stop.wait()
        listening.close()
        await runner.cleanup()
        self._health.close()
        await self._forwarder.close()
        await self._checks.close()

    async def answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer one question of the control socket. Raises ValueError for one that it does not know."""
        match question.get("do"):
            case "reload":
                return await self._reload()
            case "drained":
                return await self._drained(float(question.get("timeout", 0)))
            case "status":
                return self.status()
        raise ValueError(f"unknown question: {question.get('do')}")

    def status(self) -> dict[str, Any]:
        """What is in force, what it carries and what is wrong."""
        return {
            "in_force": self._in_force,
            **self._forwarder.counts,
            "targets": {
                target.url: {
                    "in_flight": target.in_flight,
                    "carried": target.carried,
                    "trouble": target.trouble,
                }
                for target in self._targets
            },
            "unhealthy": sorted(target.url for target in self._targets if target.trouble),
            "draining": self._draining(),
        }

    async def _reload(self) -> Mapping[str, Any]:
        async with self._reloading:
            await self._put_in_force(configuration.read(self._path))
            return {"in_force": self._in_force, "draining": self._draining()}

    async def _put_in_force(self, new: Config) -> None:
        """Meet the new targets, then swap the whole table in one step."""
        table = Table(new.rules)
        newcomers = self._targets.newcomers(table.urls)
        await self._health.meet(newcomers, new.check)
        self._config, self._in_force = new, new.digest
        self._forwarder.take(new, table)
        left = self._targets.replace(table.urls, newcomers)
        self._health.watch(new.check)
        for target in left:
            asyncio.get_running_loop().call_later(new.drain, target.cut)

    async def _drained(self, timeout: float) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(timeout):
                while self._targets.leaving:
                    await self._targets.change(timeout)
        except TimeoutError:
            pass
        return {"draining": self._draining()}

    def _draining(self) -> dict[str, int]:
        return {target.url: target.in_flight for target in self._targets.leaving}

    def _record(self) -> None:
        """Leave what can be seen without asking: the file is replaced whenever it would say something else."""
        document = {"in_force": self._in_force, "draining": self._draining()}
        document |= {"unhealthy": {target.url: target.trouble for target in self._targets if target.trouble}}
        new = self._path.with_name("status.json.new")
        new.write_bytes(msgspec.json.encode(document))
        new.replace(self._path.with_name("status.json"))
        if self._config.wakes:
            wakes.send(Path(self._config.wakes), self._config.token)
