"""The `openstack` command, for a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.waiting import until

MANY = Path(__file__).with_name("many.py")
PATIENCE = 180.0  # seconds, on a busy machine


class Shell:
    """Runs commands in one process, as one person in one region; remembers which ones."""

    def __init__(self, env: Mapping[str, str], folder: Path) -> None:
        """Start it in a folder, with variables of OpenStack's."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
        self.folder = folder
        self.ran: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", MANY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=others | dict(env),
        )

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=PATIENCE)

    def __call__(self, *words: str, fails: str = "") -> str:
        """Run a command; return what it prints. Where it ``fails``, it must say so in these words."""
        self.ran.append(" ".join(words))
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        assert bool(told["code"]) == bool(fails), (words, told)
        assert fails in told["err"], (words, told)
        return str(told["out"])

    def json(self, *words: str) -> Any:
        """Run a command that shows something; return that."""
        return json.loads(self(*words, "-f", "json"))

    def until(self, stack: str, status: str) -> Any:
        """Look at a stack until it has a status; return what is shown of it."""

        def has() -> Any:
            shown = self.json("stack", "show", stack)
            return shown if shown["stack_status"] == status else None

        return until(has, PATIENCE)

    def until_true(self, look: Callable[[], Any]) -> Any:
        """Look until that is true."""
        return until(look, PATIENCE)
