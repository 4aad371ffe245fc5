"""What tests of the command line work with: commands run in this process, in a folder of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Shell
from tests.cli.terminal import Start, Terminal


@pytest.fixture
def shell(tmp_path: Path, setpoint_home: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Return a shell in a new folder, with a data folder that is not made yet."""
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, setpoint_home)


@pytest.fixture
def start(shell: Shell) -> Iterator[Start]:
    """Return what starts commands on terminals, in the shell's folder; they are killed when the test ends."""
    started: list[Terminal] = []

    def begin(*arguments: str, **more: Any) -> Terminal:
        started.append(Terminal(shell.folder, *arguments, **more))
        return started[-1]

    yield begin
    for terminal in started:
        terminal.kill()
