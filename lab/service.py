"""What a module in `services/` says about its service: packages, databases, configuration, programs, catalogue.

A service is an instance of a class derived from `Service`, called SERVICE in its module. It is asked about a `Place`:
one description serves every region. For a new one nothing else is edited but the tables in `ports.py` and
`settings.py`.
"""

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lab import services
from lab.commands import Command
from lab.place import Place
from lab.processes import Daemon
from lab.rest import Cloud


@dataclass(frozen=True)
class Endpoint:
    """An entry of the catalogue: its type, whose port it has, and the path that follows."""

    type: str
    port: str
    path: str = ""


@dataclass(frozen=True)
class Api:
    """An HTTP server that uwsgi runs. `says` are words in the body that `path` answers with when it works."""

    name: str
    port: str
    module: str
    says: str
    path: str = "/"
    busy: bool = False  # several processes: it answers many calls in tests and measurements


class Service:
    """One service of OpenStack; what a derived class does not say, it does not have."""

    name: str
    packages: tuple[str, ...] = ()  # on PyPI
    apis_need: tuple[str, ...] = ()  # services of its region that must answer before its APIs are started
    programs_need: tuple[str, ...] = ()  # the same for its other programs
    databases: tuple[str, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    apis: tuple[Api, ...] = ()

    def files(self, here: Place) -> Mapping[str, str]:
        """Return the configuration files: their names below `here.etc(self.name)`, and their text."""
        raise NotImplementedError

    def prepare(self, here: Place) -> Sequence[Command]:
        """Return commands that make the tables, in order. They run once for each release."""
        return ()

    def programs(self, here: Place) -> Sequence[Daemon]:
        """Return the programs beside the APIs."""
        return ()

    def fill(self, here: Place, admin: Cloud) -> None:
        """Make what tests take for granted; what is there already stays."""


def all_services() -> dict[str, Service]:
    """Return every service that has a module, by its name."""
    names = [module.name for module in pkgutil.iter_modules(services.__path__)]
    modules = [importlib.import_module(f"lab.services.{name}") for name in names]
    return {module.SERVICE.name: module.SERVICE for module in modules}
