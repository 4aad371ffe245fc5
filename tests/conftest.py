"""What every test stands on: a data folder of its own, and the same generated examples on every run."""

import itertools
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples on every run and machine. `HYPOTHESIS_PROFILE=brief` is content with a quarter of them, as a check
# before a commit is; `explore` goes looking for new ones.
_QUIET = (HealthCheck.too_slow,)  # the speed of a shared machine says nothing about the code
settings.register_profile(
    "steady", derandomize=True, database=None, deadline=None, suppress_health_check=_QUIET
)
settings.register_profile("brief", settings.get_profile("steady"), max_examples=25)
settings.register_profile("explore", max_examples=1000, deadline=None, suppress_health_check=_QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

_number = itertools.count(1)

_MEMORY, _ENOUGH = Path("/dev/shm"), 4 << 30


def pytest_configure() -> None:
    """Have what tests write lie in memory, where there is enough, so that nobody waits for a disk.

    They are about what a killed process leaves behind. What a power cut leaves, no test can tell.
    """
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH and os.access(_MEMORY, os.W_OK):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that holds the data folders of this run's tests."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def setpoint_home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a data folder of its own (SETPOINT_HOME), not made yet, as on a fresh machine."""
    home = homes / str(next(_number))
    monkeypatch.setenv("SETPOINT_HOME", str(home))
    return home
