"""Running a suite, and what came of each of its tests."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from lab.conformance.suites import Environment, Suite
from lab.telling import Failed, say

COLLECT = Path(__file__).with_name("collect.py")
PATIENCE = 3 * 3600  # seconds, for a suite


def run(environment: Environment, suite: Suite, folder: Path, workers: int, pattern: str) -> dict[str, Any]:
    """Run what of a suite matches ``pattern`` in so many processes; by test: how it went, in seconds, and why."""
    store = folder / suite.name
    (store / "stestr").mkdir(parents=True, exist_ok=True)
    top = environment.top(suite)
    stestr: list[str | Path] = [
        *(environment.python, "-m", "stestr", "--test-path", top / suite.package / suite.folder),
        *("--top-dir", top, "--repo-url", store / "stestr", "--user-config", _nothing(store)),
    ]
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("OS_")},
        "TEMPEST_CONFIG_DIR": str(folder),
        "PATH": f"{environment.venv}/bin:{os.environ['PATH']}",
    }
    subprocess.run([*stestr, "init"], cwd=store, env=env, capture_output=True, check=False)
    command = [*stestr, "run", "--concurrency", str(workers), *([pattern] if pattern else [])]
    say(f"running {suite.title}")
    began = time.monotonic()
    with (store / "run.log").open("w") as log:
        subprocess.run(command, cwd=store, env=env, stdout=log, stderr=log, check=False, timeout=PATIENCE)
    seconds = time.monotonic() - began
    last = subprocess.run(
        [*stestr, "last", "--subunit"], cwd=store, env=env, capture_output=True, check=False
    )
    found = subprocess.run([environment.python, COLLECT], input=last.stdout, capture_output=True, check=False)
    if found.returncode:
        raise Failed(f"nothing is known of {suite.title}: {found.stderr.decode()[-2000:]}")
    tests = json.loads(found.stdout)
    if not tests:
        raise Failed(f"no test of {suite.title} ran: {store / 'run.log'}")
    passed = sum(one["outcome"] == "passed" for one in tests.values())
    say(f"{suite.title}: {passed} of {len(tests)} passed in {seconds:.0f} s; {store / 'run.log'}")
    return {"seconds": round(seconds, 1), "workers": workers, "tests": tests}


def _nothing(store: Path) -> Path:
    """A configuration that says nothing: none of this person's counts."""
    file = store / "stestr.yaml"
    file.write_text("{}\n")
    return file


if __name__ == "__main__":
    sys.exit("see python -m lab.conformance --help")
