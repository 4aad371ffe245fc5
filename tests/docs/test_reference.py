"""docs/reference is what the code says."""

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def test_it_is_up_to_date() -> None:
    """`make docs` writes it anew."""
    command = [sys.executable, str(HOUSE / "scripts" / "reference.py"), "--check"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, f"run `make docs`:\n{ran.stdout}{ran.stderr}"
