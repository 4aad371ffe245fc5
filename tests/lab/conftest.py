"""The lab, brought up before the first test that needs it: a real OpenStack on this machine (lab/README.md)."""

import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from lab import handover
from lab.place import Place
from lab.rest import Cloud
from lab.settings import PASSWORD, Settings
from lab.turn import HEAT, turn
from tests.lab.command import Command

COMMAND = Path(__file__).parents[2] / "lab" / "lab"


@dataclass(frozen=True)
class RunningLab:
    """What a lab that is up has for whoever uses it. Its parts: `lab/settings.py`."""

    settings: Settings

    @property
    def clouds_file(self) -> Path:
        """The clouds.yaml, with the clouds `lab`, `lab-admin` and `lab-two`."""
        return handover.clouds_file(self.settings)

    def cloud(self, name: str = "lab") -> Cloud:
        """Return a plain REST client for one of them."""
        entry = yaml.safe_load(self.clouds_file.read_text())["clouds"][name]
        auth = entry["auth"]
        who = (auth["username"], auth["password"], auth["project_name"])
        return Cloud(auth["auth_url"], entry["region_name"], *who)

    def in_region(self, region: str, user: str = "demo") -> Cloud:
        """Return a plain REST client for a region."""
        return Cloud(Place(self.settings, region).auth_url, region, user, PASSWORD, user)

    def bus(self, region: str) -> str:
        """Return the address of a region's message bus, for one who only listens."""
        url: str = json.loads(handover.bus_file(self.settings).read_text())[region]
        return url


@pytest.fixture(scope="session")
def lab() -> RunningLab:
    """Bring the lab up, which takes a second where it is up; a lab that cannot be started fails the test."""
    up = subprocess.run([COMMAND, "up"], capture_output=True, text=True, check=False)
    assert up.returncode == 0, f"the lab cannot be started:\n{up.stdout}{up.stderr}"
    return RunningLab(Settings.read())


@pytest.fixture
def networks_of_all(lab: RunningLab) -> Iterator[None]:
    """Nobody else shares networks with every project, or counts those that one has, until this test ends."""
    with turn(lab.settings, "networks-of-all"):
        yield


@pytest.fixture(scope="module")
def heat_as_it_is(lab: RunningLab) -> Iterator[None]:
    """Nobody starts the real Heat anew, with something else mended in it, while a test of this module asks it."""
    with turn(lab.settings, HEAT, shared=True):
        yield


@pytest.fixture
async def command(lab: RunningLab, tmp_path: Path, setpoint_home: Path) -> AsyncIterator[Command]:
    """Return the command in a new folder; stacks that a test which has failed leaves are removed."""
    one = Command(tmp_path, setpoint_home)
    yield one
    for stack in one.stacks():
        shutil.copy(lab.clouds_file, tmp_path / "clouds.yaml")
        await one.run("down", stack, "--yes")
