"""The command, in processes of its own, so that it can be killed, and proxies go on meanwhile."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from setpoint.cli.exits import Exit
from tests.cli.shell import HEADER, Ran, Shell


class Command:
    """``setpoint`` in a folder, where ``clouds.yaml`` is as the test has written it."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self._shell = Shell(folder, home)

    def stacks(self) -> list[str]:
        """The names of all that are recorded."""
        return list(self._shell.stacks())

    def write(self, name: str, text: str) -> None:
        """A template, without its version line."""
        (self.folder / name).write_text(HEADER + text)

    @asynccontextmanager
    async def started(self, *arguments: str) -> AsyncIterator[Process]:
        """A command that goes on; it is killed at the end."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "setpoint", *arguments),
            cwd=self.folder,
            env={**os.environ, "OS_CLIENT_CONFIG_FILE": str(self.folder / "clouds.yaml")},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()

    async def run(self, *arguments: str, within: float = 240) -> Ran:
        """A command that ends, and never in a traceback."""
        async with self.started(*arguments) as process, asyncio.timeout(within):
            out, err = await process.communicate()
        ran = Ran(process.returncode or 0, out.decode(), err.decode())
        assert "Traceback" not in ran.out + ran.err, ran.err
        assert ran.code != Exit.BUG, ran.err
        return ran

    async def good(self, *arguments: str) -> Ran:
        """A command that ends well."""
        ran = await self.run(*arguments)
        assert ran.code == Exit.DONE, ran.err + ran.out
        return ran
