"""Programs that are run to their end, with what they print in a log."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from lab.telling import Failed, tail

Command = Sequence[str | Path]


def run(command: Command, log: Path, env: Mapping[str, str]) -> None:
    """Run a program with more in its environment; fail with the end of its log where it fails."""
    words = [str(word) for word in command]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as output:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={**os.environ, **env},
            check=False,
        )
    if done.returncode:
        raise Failed(f"{' '.join(words)[:300]} failed{tail(log)}")
