"""What the lab prints: one line for each step, with the seconds since it began."""

import threading
import time
from pathlib import Path

BEGAN = time.monotonic()
_one_at_a_time = threading.Lock()


class Failed(Exception):
    """The lab cannot go on; the message says why and what to do, for the person who asked."""


def say(line: str) -> None:
    """Print a line, marked with the seconds since the program began."""
    with _one_at_a_time:
        print(f"lab {time.monotonic() - BEGAN:6.1f} s  {line}", flush=True)


def tail(path: Path, lines: int = 25) -> str:
    """Return the end of a log for a message, indented; `(empty)` when there is none."""
    try:
        text = path.read_text(errors="replace")
    except OSError:
        text = ""
    end = [line[:300] for line in text.splitlines() if line.strip()][-lines:]
    return "\n".join(["", f"  the end of {path}:", *(f"    {line}" for line in end or ["(empty)"])])
