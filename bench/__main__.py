"""``python -m bench``: run scenarios, print a table, write JSON."""

from __future__ import annotations

import argparse
import compileall
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import setpoint
from bench.folders import RESULTS
from bench.machine import in_words, this_machine
from bench.report import as_json, ending, table
from bench.scenario import Outcome, Scenario, all_scenarios, carry_out, chosen


def main(words: Sequence[str]) -> int:
    """Do what the command line says; 1 when a scenario broke, 2 for a word that names none. No bound fails a run."""
    given = _parser().parse_args(words)
    if given.list:
        print("\n".join(f"{one.name:20} {one.title}" for one in all_scenarios()))
        return 0
    try:
        scenarios = chosen(given.scenarios)
    except ValueError as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 2
    compileall.compile_dir(Path(setpoint.__file__).parent, quiet=2)  # as pip does when it installs
    machine = this_machine()
    print(in_words(machine), flush=True)
    outcomes = [_shown(one, given.size) for one in scenarios]
    print(ending(outcomes))
    _write(Path(given.json), as_json(machine, outcomes))
    return int(any(one.broke for one in outcomes))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make bench ARGS=...", description="Measure how fast Setpoint is here."
    )
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="names, or patterns with * and ?")
    parser.add_argument("--list", action="store_true", help="name the scenarios, and measure nothing")
    parser.add_argument(
        "--json", metavar="FILE", default=str(RESULTS / "latest.json"), help="where JSON goes"
    )
    parser.add_argument("--size", type=int, help="another size than that which the bounds are for")
    return parser


def _shown(scenario: Scenario, size: int | None) -> Outcome:
    try:
        outcome = carry_out(scenario, size)
    except subprocess.CalledProcessError as problem:  # its traceback is on stderr already
        outcome = Outcome(scenario.name, scenario.title, size or scenario.size, broke=str(problem))
    print(table(outcome), flush=True)
    return outcome


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(f"JSON: {path}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
