"""Where the files are looked for, in this order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

CLOUDS = "clouds"
SECURE = "secure"
PUBLIC = "clouds-public"

TOLD = {CLOUDS: "OS_CLIENT_CONFIG_FILE", SECURE: "OS_CLIENT_SECURE_FILE"}
"""Variables that name a file to be tried before all others."""

SUFFIXES = (".yaml", ".yml", ".json")


def search_path(kind: str, *, environ: Mapping[str, str], home: Path, cwd: Path) -> tuple[Path, ...]:
    """The paths at which a file of that kind may be: the first that can be read counts, whatever stands in it."""
    told = environ.get(TOLD.get(kind, ""), "")
    usual = [folder / f"{kind}{suffix}" for folder in _folders(environ, home, cwd) for suffix in SUFFIXES]
    return (*([cwd / told] if told else []), *usual)


def _folders(environ: Mapping[str, str], home: Path, cwd: Path) -> list[Path]:
    """The current folder, the user's and the machine's: XDG Base Directory Specification, then the traditional ones."""
    own = environ.get("XDG_CONFIG_HOME", "")
    real_home = environ.get("SNAP_REAL_HOME") or home  # within a snap, HOME is the snap's
    shared = [one for one in environ.get("XDG_CONFIG_DIRS", "").split(":") if one.startswith("/")]
    return [
        cwd,
        (Path(own) if own.startswith("/") else home / ".config") / "openstack",
        Path(real_home) / ".config" / "openstack",
        # Several are one odd name to openstacksdk, which finds nothing there; so do we.
        Path(":".join(f"{one}/openstack" for one in shared or ["/etc/xdg"])),
        Path("/etc/openstack"),
    ]
