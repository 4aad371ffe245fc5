"""The servers that OpenStack stands on, from Debian's packages: database, bus, caches.

Each is a class with `daemons()`, the programs in the order of their start, and `answers()`, whether it works.
"""

from typing import Protocol

from lab.processes import Daemon
from lab.servers.caches import Memcached, Redis
from lab.servers.mariadb import MariaDB
from lab.servers.rabbitmq import RabbitMQ
from lab.settings import Settings

__all__ = ["MariaDB", "RabbitMQ", "Server", "all_servers"]


class Server(Protocol):
    """What a server offers to whoever starts it."""

    def daemons(self) -> list[Daemon]:
        """Prepare its folders, and return its programs in the order of their start."""

    def answers(self) -> bool:
        """Whether it works."""


def all_servers(settings: Settings) -> dict[str, Server]:
    """Return every server by the name of its last program."""
    return {
        "mariadb": MariaDB(settings),
        "rabbitmq": RabbitMQ(settings),
        "memcached": Memcached(settings),
        "redis": Redis(settings),
    }
