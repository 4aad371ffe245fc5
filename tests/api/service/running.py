"""A service in processes of its own: started, told signals, asked over HTTP, and looked at from outside."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.house.sources import ROOT
from tests.waiting import until


class Running:
    """A process that serves, or has served."""

    def __init__(
        self,
        folder: Path,
        text: str = "",
        arguments: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        module: str = "tests.api.service.example",
    ) -> None:
        """Start it with ``text`` as its configuration, on a port that the kernel chooses unless that says otherwise."""
        self.file = folder / "setpoint.toml"
        self.file.write_text(text)
        self.out, self.err = folder / "out", folder / "err"
        command = [sys.executable, "-m", module, "serve", "--config", str(self.file)]
        if "listen" not in text:
            command += ["--listen", "127.0.0.1:0"]
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = subprocess.Popen(
                [*command, *arguments],
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    @property
    def root(self) -> str:
        """Where it can be asked, once it can."""
        return until(self._root, 30)

    def _root(self) -> str:
        found = re.search(r"listens on (\S+)", self.out.read_text())
        assert found or self.process.poll() is None, self.err.read_text()
        return found[1] if found else ""

    @property
    def port(self) -> int:
        return int(self.root.rpartition(":")[2])

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def ended(self, within: float = 20.0) -> int:
        """How it ended, once it has."""
        return self.process.wait(within)

    def kill(self) -> None:
        """Leave nothing of it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        with contextlib.suppress(ProcessLookupError):  # what it has started and not ended
            os.killpg(self.process.pid, signal.SIGKILL)

    def logged(self, **wanted: Any) -> list[dict[str, Any]]:
        """What it has logged that has all that is ``wanted``."""
        lines = [json.loads(line) for line in self.err.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if wanted.items() <= line.items()]

    def will_log(self, **wanted: Any) -> dict[str, Any]:
        """The last of them, once there is one."""
        return until(lambda: self.logged(**wanted))[-1]
