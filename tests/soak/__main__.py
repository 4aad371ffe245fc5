"""``python -m tests.soak``: soak the service, and print the report; 1 when anything was wrong."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.soak.soak import Plan, soak


def main(words: Sequence[str]) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="make soak ARGS=...", description="Soak the service, and kill it.")
    parser.add_argument("--minutes", type=float, default=20.0, help="for how long")
    parser.add_argument("--every", type=float, default=60.0, metavar="SECONDS", help="how often it is killed")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0, help="what the clients do follows from it")
    given = parser.parse_args(words)
    plan = Plan(given.minutes * 60, given.every, given.clients, given.seed)
    folder = Path(tempfile.mkdtemp(prefix="setpoint-soak-"))
    report = asyncio.run(soak(folder, plan))
    sys.stdout.write(f"{report}\nlogs and records: {folder}\n")
    return int(bool(report.findings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
