"""A command runs while Setpoint serves beside Heat, and finds it there as OpenStack's clients do."""

from __future__ import annotations

import subprocess
import sys

import pytest

from setpoint import __version__
from tests.house.sources import ROOT

pytestmark = pytest.mark.lab

ASK = """
import openstack, sys
print(openstack.connect().orchestration.get("/build_info").json()["engine"]["revision"])
sys.exit(7)
"""


@pytest.mark.usefixtures("lab")
def test_a_command_runs_while_it_serves() -> None:
    command = [sys.executable, "-m", "lab.serving", sys.executable, "-c", ASK]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert (ran.stdout.splitlines()[-1:], ran.returncode) == ([__version__], 7), ran.stderr
