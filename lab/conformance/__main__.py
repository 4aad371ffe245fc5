"""The command: python -m lab.conformance [--on heat|setpoint] [--suite NAME]... [--workers N] [PATTERN]."""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from lab.catalogue import BESIDE
from lab.conformance.page import PAGE, keep, page
from lab.conformance.running import run
from lab.conformance.suites import SUITES, Environment
from lab.serving import serving
from lab.settings import MAIN_REGION, Settings
from lab.telling import Failed, say


def main() -> int:
    """Run, and write the page; a run of a part is told, and not kept."""
    parser = argparse.ArgumentParser(prog="make conformance", description=__doc__)
    parser.add_argument("--on", choices=("setpoint", "heat"), default="setpoint", help="whose API is asked")
    parser.add_argument(
        "--suite", action="append", choices=[one.name for one in SUITES], help="all by default"
    )
    parser.add_argument("--workers", type=int, default=4, help="processes that run tests")
    parser.add_argument("--page", action="store_true", help="only write the page anew")
    parser.add_argument(
        "pattern", nargs="?", default="", help="tests whose names match; what came of them is not kept"
    )
    asked = parser.parse_args()
    try:
        if not asked.page:
            _run(asked.on, asked.suite or [one.name for one in SUITES], asked.workers, asked.pattern)
    except Failed as failure:
        print(f"conformance: {failure}", file=sys.stderr)
        return 1
    if not asked.pattern:
        PAGE.write_text(page())
        say(f"wrote {PAGE}")
    return 0


def _run(engine: str, names: list[str], workers: int, pattern: str) -> None:
    settings = Settings.read()
    environment = Environment(settings)
    environment.install()
    folder = environment.configure(BESIDE if engine == "setpoint" else MAIN_REGION)
    with ExitStack() as stack:
        if engine == "setpoint":
            data = stack.enter_context(tempfile.TemporaryDirectory(prefix="setpoint-"))
            stack.enter_context(serving(settings, Path(data)))
        for suite in SUITES:
            if suite.name in names:
                found = run(environment, suite, folder, workers, pattern)
                if not pattern:
                    keep(engine, suite, found)


if __name__ == "__main__":
    sys.exit(main())
