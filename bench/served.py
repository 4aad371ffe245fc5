"""Setpoint's service in a process of its own, with or without the lab's Keystone, for as long as it is measured."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec

from bench import session
from bench.fresh import ROOT
from bench.scenarios.help import installed

_ALONE = '[service]\nlisten = "127.0.0.1:0"\ndata_folder = "{home}"\ncloud = "simulated"\n'
_MIB = 2**20


class Served(msgspec.Struct, frozen=True):
    """One that can be asked at ``root``; ``pid`` leads its session."""

    root: str
    pid: int
    home: Path

    def cpu(self) -> float:
        """Seconds that it has taken so far."""
        return session.cpu(self.pid)

    def megabytes(self) -> float:
        """What it has resident, all its processes together."""
        return session.memory(self.pid) / _MIB

    @property
    def token(self) -> str:
        """Of one without a Keystone: what makes it answer."""
        return (self.home / "token").read_text().strip()

    @property
    def local(self) -> str:
        """Of one without a Keystone: the address of its project."""
        return f"{self.root}/v1/local"


@contextmanager
def served(folder: Path, keystone: str = "") -> Iterator[Served]:
    """Serve with all that is kept in ``folder``; ``keystone`` is the section of that name, where there is one."""
    home, file = folder / "home", folder / "setpoint.toml"
    file.write_text(_ALONE.format(home=home) + keystone)
    command = [str(installed()), "serve", "--config", str(file)]
    quiet = (folder / "log").open("wb")
    with (
        quiet,
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=quiet, text=True, start_new_session=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = next(iter(partial(process.stdout.readline), ""), "")
            assert "listens on" in line, (folder / "log").read_text()
            yield Served(line.split("listens on ")[1].split()[0], process.pid, home)
        finally:
            process.terminate()
            process.wait(60)
