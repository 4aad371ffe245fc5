"""What may be chosen, by environment variables, and where everything lies."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lab.ports import PORTS, REGION_STEP
from lab.telling import Failed

IP = "127.0.0.1"
# The same APIs once more: the catalogue's "admin" endpoints. Heat alone is told to use those, so that the access logs
# tell Heat's calls (host=127.0.0.2) from everybody else's.
HEAT_IP = "127.0.0.2"
PASSWORD = "lab"  # of everybody: nothing here is reachable from outside

# What each region has; first what others wait for, or what takes long. Keystone serves all regions from the first.
REGIONS = {
    "RegionOne": (
        *("keystone", "nova", "neutron", "octavia", "glance", "placement", "cinder", "heat"),
        *("designate", "gnocchi", "aodh", "barbican", "swift", "zaqar"),
    ),
    "RegionTwo": ("nova", "neutron", "glance", "placement", "cinder"),
}
MAIN_REGION = "RegionOne"


@dataclass(frozen=True)
class Settings:
    """One person's choice; see README.md for the variables."""

    home: Path
    services: frozenset[str]
    regions: tuple[str, ...]
    workers: int
    heat_workers: int
    heat_fix: frozenset[str]
    shift: int

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment; a word that it does not know is refused."""
        known = {name for names in REGIONS.values() for name in names}
        return cls(
            home=Path(environ.get("SETPOINT_LAB", "/var/cache/setpoint-lab")),
            services=_words(environ, "LAB_SERVICES", known) | {"keystone"},
            regions=tuple(sorted(_words(environ, "LAB_REGIONS", set(REGIONS)) | {MAIN_REGION})),
            workers=_number(environ, "LAB_WORKERS", 2),
            heat_workers=_number(environ, "LAB_HEAT_WORKERS", 2),
            heat_fix=_words(environ, "HEAT_FIX", {"threads", "ast", "throttle"}, {"threads", "ast"}),
            shift=_number(environ, "LAB_SHIFT", 0),
        )

    @property
    def venv(self) -> Path:
        """The environment that OpenStack is installed in."""
        return self.home / "venv"

    @property
    def python(self) -> Path:
        """The interpreter of that environment."""
        return self.venv / "bin" / "python"

    @property
    def spawn_file(self) -> Path:
        """The file that says how many seconds a server takes to build; it is read for each server."""
        return self.home / "spawn-seconds"

    @cached_property
    def packages_folder(self) -> Path:
        """Where the environment keeps what is installed in it."""
        (folder,) = self.venv.glob("lib/python3.*/site-packages")
        return folder

    def port(self, name: str, region: str = MAIN_REGION) -> int:
        """Return the port of a server or API (`ports.py`)."""
        return PORTS[name] + self.shift + REGION_STEP * list(REGIONS).index(region)


def _words(
    environ: Mapping[str, str], name: str, known: set[str], default: set[str] | None = None
) -> frozenset[str]:
    text = environ.get(name)
    if text is None:
        return frozenset(known if default is None else default)
    words = set(text.split()) - {"none"}
    if unknown := words - known:
        raise Failed(
            f"{name}: {', '.join(sorted(unknown))} is not known; there are {' '.join(sorted(known))}"
        )
    return frozenset(words)


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isdigit():
        raise Failed(f"{name}: {text!r} is not a number")
    return int(text)
