"""Where Setpoint keeps what it remembers: ``SETPOINT_HOME``, else ``setpoint`` in the user's data folder.

The user's data folder is ``XDG_DATA_HOME``, else ``~/.local/share`` (XDG Base Directory Specification).
"""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """The data folder, as an absolute path; it need not exist yet."""
    chosen = os.environ.get("SETPOINT_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    xdg = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (xdg if xdg.is_absolute() else Path.home() / ".local" / "share") / "setpoint"


def bug_log() -> Path:
    """Where tracebacks of bugs are written."""
    return data_folder() / "bugs.log"
