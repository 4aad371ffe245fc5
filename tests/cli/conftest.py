"""What tests of the command line work with: commands run in this process, in a folder of their own."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell


@pytest.fixture
def shell(tmp_path: Path, setpoint_home: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Return a shell in a new folder, with a data folder that is not made yet."""
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, setpoint_home)
