"""memcached, which keeps the tokens that were checked lately, and redis, which keeps the messages of Zaqar's queues."""

from lab.processes import Daemon
from lab.servers.asking import says
from lab.settings import IP, Settings


class Memcached:
    """The cache of a lab folder."""

    def __init__(self, settings: Settings) -> None:
        self._port = settings.port("memcached")

    def daemons(self) -> list[Daemon]:
        """Return the server."""
        words = ("-l", IP, "-p", str(self._port), "-m", "128", "-c", "4096")
        return [Daemon("servers", "memcached", ("/usr/bin/memcached", "-u", "nobody", *words))]

    def answers(self) -> bool:
        """Whether it tells its version."""
        return says(self._port, b"version\r\n", b"VERSION")


class Redis:
    """The message store of a lab folder; it keeps nothing on disk."""

    def __init__(self, settings: Settings) -> None:
        self._port = settings.port("redis")

    def daemons(self) -> list[Daemon]:
        """Return the server."""
        words = ("--bind", IP, "--port", str(self._port), "--save", "", "--dir", "/", "--daemonize", "no")
        return [Daemon("servers", "redis", ("/usr/bin/redis-server", *words), user="redis")]

    def answers(self) -> bool:
        """Whether it answers a ping."""
        return says(self._port, b"PING\r\n", b"+PONG")
