"""One region of the lab, as the modules of the services see it: addresses, folders, databases, the bus."""

from dataclasses import dataclass
from pathlib import Path

from lab.processes import Daemon
from lab.settings import IP, MAIN_REGION, PASSWORD, REGIONS, Settings


@dataclass(frozen=True)
class Place:
    """A region. What a service of it has nowhere but here follows from its name."""

    settings: Settings
    name: str

    @property
    def main(self) -> bool:
        """Whether this is the region that holds what there is only one of."""
        return self.name == MAIN_REGION

    @property
    def services(self) -> tuple[str, ...]:
        """The services that are wanted here, what takes longest first."""
        return tuple(name for name in REGIONS[self.name] if name in self.settings.services)

    def port(self, name: str) -> int:
        """Return the port of an API here."""
        return self.settings.port(name, self.name)

    def url(self, name: str, ip: str = IP) -> str:
        """Return the address of an API here."""
        return f"http://{ip}:{self.port(name)}"

    @property
    def auth_url(self) -> str:
        """Keystone, which all regions share."""
        return f"http://{IP}:{self.settings.port('keystone')}/v3"

    @property
    def memcached(self) -> str:
        """The cache of tokens, which all share."""
        return f"{IP}:{self.settings.port('memcached')}"

    @property
    def bus(self) -> str:
        """The message bus of this region: a virtual host of its own."""
        return f"rabbit://lab:{PASSWORD}@{IP}:{self.settings.port('rabbitmq')}/{self.name}"

    def database(self, name: str) -> str:
        """Return the name of a database of this region."""
        return name if self.main else f"{name}_{self.name.lower()}"

    def database_url(self, name: str) -> str:
        """Return where SQLAlchemy finds a database."""
        port = self.settings.port("mariadb")
        return f"mysql+pymysql://lab:{PASSWORD}@{IP}:{port}/{self.database(name)}?charset=utf8"

    @property
    def configuration(self) -> Path:
        """Where the configuration of all services of this region lies."""
        return self.settings.home / "etc" / self.name

    def etc(self, service: str) -> Path:
        """Return the folder that stands for /etc/SERVICE."""
        return self.configuration / service

    def data(self, service: str) -> Path:
        """Return the folder that stands for /var/lib/SERVICE."""
        return self.settings.home / "data" / self.name / service

    def env(self, service: str) -> dict[str, str]:
        """Return what makes a program find its configuration here instead of in /etc.

        Some ask for a variable with their name in it. All others look into ~/.SERVICE first, so HOME is changed.
        """
        return {
            "HOME": str(self.configuration),
            f"OS_{service.upper()}_CONFIG_DIR": str(self.etc(service)),
            "LC_ALL": "C.UTF-8",
            "PATH": f"{self.settings.venv}/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "PYTHONPATH": str(self.settings.home / "standins"),
            "PYTHONWARNINGS": "ignore",
        }

    def program(
        self, service: str, name: str, *words: str | Path, queue: str = "", page: str = "", **env: str
    ) -> Daemon:
        """Return a program of the environment as a daemon; by `queue` or `page` one sees that it works."""
        command = (self.settings.venv / "bin" / name, *words)
        return Daemon(self.name, name, command, {**self.env(service), **env}, queue=queue, page=page)
