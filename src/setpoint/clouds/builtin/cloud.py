"""The cloud that needs no cloud: it finds the driver of a type by the type's name, and connects to nothing."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from random import Random

from setpoint.clouds.builtin import drivers
from setpoint.clouds.builtin.chance import chance
from setpoint.clouds.builtin.recorded import Recorded
from setpoint.clouds.builtin.signing import new_keys
from setpoint.clouds.cloud import CloudSettings, Wake
from setpoint.clouds.driver import Driver
from setpoint.model.value import Value
from setpoint.types import catalogue

FAMILIES = {"OS::Heat::": "", "AWS::CloudFormation::": "cfn_"}
"""The types driven here are some of these families; each in a file that bears its name, after this."""


def cloud(settings: CloudSettings) -> Builtin:
    """Make the cloud, with these options.

    ``endpoint`` is the public address of the service that handles can be signalled at (``http://example.org:8004``),
    without a version in it; where there is none, a command signals them. ``seed`` makes what is random the same every
    time, and ``unattended`` lets nobody wait for a signal: both for trials and tests only.
    """
    return Builtin(settings)


class Builtin:
    """See :class:`setpoint.clouds.cloud.Cloud`."""

    width = 1000  # nothing is called
    tick = 1.0  # nothing waits for a tick: whatever waits says until when

    def __init__(self, settings: CloudSettings) -> None:
        """Take chance from the option ``seed``, or from the machine where there is none."""
        self.name = settings.name
        self._settings = settings
        self._drivers: dict[str, Driver | None] = {}

    def driver(self, type_name: str) -> Driver | None:
        """See :meth:`setpoint.clouds.cloud.Cloud.driver`."""
        if type_name not in self._drivers:
            self._drivers[type_name] = self._make(type_name)
        return self._drivers[type_name]

    def _make(self, type_name: str) -> Recorded | None:
        file = _file_name(type_name)
        kind = catalogue.find(type_name)
        if kind is None or file not in {module.name for module in pkgutil.iter_modules(drivers.__path__)}:
            return None
        driver: type[Recorded] = importlib.import_module(f"{drivers.__name__}.{file}").DRIVER
        return driver(kind, self._chance, self._settings)

    def _chance(self, token: str) -> Random:
        return chance(self._settings.options.get("seed"), token)

    @property
    def service(self) -> str:
        """See :class:`setpoint.clouds.cloud.Served`."""
        return str(self._settings.options.get("endpoint") or "").rstrip("/")

    def new_keys(self, token: str) -> Mapping[str, Value]:
        """See :class:`setpoint.clouds.cloud.Served`."""
        return new_keys(token, self._chance(token), self.service)

    async def open(self, wake: Wake) -> None:
        """Nothing to connect to, and nothing that changes by itself."""

    async def close(self) -> None:
        """Nothing to let go of."""


def _file_name(type_name: str) -> str:
    """``OS::Heat::RandomString`` is driven in ``random_string.py``; "" for names of other families."""
    for family, before in FAMILIES.items():
        if type_name.startswith(family):
            return before + re.sub(r"(?<!^)(?=[A-Z])", "_", type_name.removeprefix(family)).lower()
    return ""
