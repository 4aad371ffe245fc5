"""What the benchmark writes in tests lies in their own folders."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def bench_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that takes the place of the disk."""
    folder = tmp_path / "disk"
    monkeypatch.setenv("SETPOINT_BENCH_FOLDER", str(folder))
    return folder
