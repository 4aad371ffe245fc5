"""Exit codes: what a script may rely on. The reference in docs/ is written from this one list."""

from __future__ import annotations

import enum
from typing import Self


class Exit(enum.IntEnum):
    """How a command ended. ``meaning`` says it in words."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        """A code with its meaning."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    DONE = 0, "done, or there was nothing to do"
    FAILED = (
        1,
        "the stack ended FAILED, or was rolled back because something failed; `doctor`: damage; `policy check`: no",
    )
    BAD_INPUT = 2, "what was given cannot be used; nothing was changed"
    NOT_APPROVED = 3, "the plan was not approved, or nobody was there to approve it; nothing was changed"
    OVERTAKEN = 4, "somebody else cancelled the work, or superseded it with a newer revision"
    CHANGES = 5, "`plan --detailed-exitcode`, `drift`: there are differences; `doctor`: leftovers"
    STALE = 6, "the saved plan no longer fits the stack; nothing was changed"
    BUG = 70, "a bug in Setpoint; its traceback was written to a file in the data folder"
    INTERRUPTED = 130, "interrupted (Ctrl-C, SIGTERM); the same command carries on"
    BROKEN_PIPE = 141, "whoever read the output went away"
