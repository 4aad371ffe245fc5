"""Which file is the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from setpoint.model.errors import InvalidInput

VARIABLE = "SETPOINT_CONFIG"
SYSTEM = Path("/etc/setpoint/setpoint.toml")


def config_file(chosen: str | None, environ: Mapping[str, str], home: Path) -> Path | None:
    """The file that was ``chosen`` or stands in SETPOINT_CONFIG; else the user's, else the machine's; None without any.

    The user's is where the XDG Base Directory Specification has it. Files are not merged. Raises InvalidInput for a
    chosen one that is not there.
    """
    by, name = ("--config", chosen) if chosen else (VARIABLE, environ.get(VARIABLE))
    if name:
        path = Path(name).expanduser().absolute()
        if not path.is_file():
            raise InvalidInput.because(f"there is no file {path}", detail=f"{by} names it")
        return path
    told = Path(environ.get("XDG_CONFIG_HOME", ""))
    own = (told if told.is_absolute() else home / ".config") / "setpoint" / "setpoint.toml"
    return next((path for path in (own, SYSTEM) if path.is_file()), None)
