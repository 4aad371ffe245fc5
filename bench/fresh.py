"""Calling a function in a fresh process: its memory, its caches and its imports are its own.

Arguments and answer travel as JSON: ``python -m bench.fresh MODULE FUNCTION ARGUMENTS`` prints the answer.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parent.parent
"""The folder from which ``bench`` can be imported."""


def in_fresh_process(function: Callable[..., Any], **arguments: Any) -> Any:
    """What ``function`` answers in a process of its own, as plain data. Raises CalledProcessError where it fails."""
    done = subprocess.run(command(function, **arguments), cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout)


def command(function: Callable[..., Any], **arguments: Any) -> list[str]:
    """The command that calls ``function``, to be run in ROOT."""
    words = [function.__module__, function.__qualname__, msgspec.json.encode(arguments).decode()]
    return [sys.executable, "-m", "bench.fresh", *words]


def _main(module: str, function: str, arguments: str) -> None:
    answer = getattr(importlib.import_module(module), function)(**msgspec.json.decode(arguments))
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    _main(*sys.argv[1:])
