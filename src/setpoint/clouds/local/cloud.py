"""The local cloud: its drivers, found by looking, and the one socket on which all changes are heard of."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Sequence

from setpoint.clouds.cloud import CloudSettings, Made, Wake
from setpoint.clouds.driver import Driver
from setpoint.clouds.local import drivers
from setpoint.clouds.local.home import Project
from setpoint.clouds.local.inventory import inventory
from setpoint.clouds.local.owned import Markers
from setpoint.clouds.local.wakes import Listener

FAMILY = "Setpoint::Local::"
"""The types that are driven here; each in a file that bears its name."""


class LocalCloud:
    """This machine, for one project."""

    tick = 2.0
    """Seconds; what changes is heard of at once, so this only makes up for a datagram that was lost."""

    def __init__(self, settings: CloudSettings) -> None:
        """Take up the project's folder, whether or not it exists yet."""
        self.name = settings.name
        self._project = Project.at(settings.home, settings.name, settings.project)
        self._drivers: dict[str, Driver | None] = {}
        self._listener: Listener | None = None

    @property
    def width(self) -> int:
        """Starting a process costs time on a processor, so more than a few at a time only queue for it."""
        return 4 * (os.cpu_count() or 1)

    def driver(self, type_name: str) -> Driver | None:
        """The driver of a type, or None."""
        if type_name not in self._drivers:
            self._drivers[type_name] = self._make(type_name)
        return self._drivers[type_name]

    def _make(self, type_name: str) -> Driver | None:
        file = type_name.removeprefix(FAMILY).lower()
        if not type_name.startswith(FAMILY) or not _has(file):
            return None
        driver: Driver = importlib.import_module(f"{drivers.__name__}.{file}").DRIVER(self._project)
        assert driver.kind.name == type_name
        return driver

    def tokens(self) -> dict[str, str]:
        """Everything that is there, by token, with where it lies: for whoever looks for what a crash has left."""
        places = self._project.root.glob("*/spec.json")
        found = {
            path.parent.name: str(path.parent) for path in places if not path.parent.name.startswith(".")
        }
        return found | {marker.token: marker.path for marker in Markers(self._project)}

    async def open(self, wake: Wake) -> None:
        """Make the folders, and listen."""
        self._project.make()
        self._listener = Listener(self._project.wakes, wake)

    async def inventory(self) -> Sequence[Made]:
        """See :class:`setpoint.clouds.cloud.Accountable`."""
        return inventory(self._project)

    async def close(self) -> None:
        """Listen no more. Everything goes on."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None


def cloud(settings: CloudSettings) -> LocalCloud:
    """Make the cloud (the form that the entry-point group ``setpoint.clouds`` asks for)."""
    return LocalCloud(settings)


def _has(file: str) -> bool:
    return file in {module.name for module in pkgutil.iter_modules(drivers.__path__)}
