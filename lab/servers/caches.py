"""memcached, with the tokens that were checked lately, and redis, with Zaqar's messages and the newest measures."""

import shutil

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
    """The store of a lab folder for what is short-lived.

    It writes down all that it is told: Gnocchi notes there how it is set up, and does not work where that is lost.
    """

    def __init__(self, settings: Settings) -> None:
        self._port = settings.port("redis")
        self._folder = settings.home / "redis"

    def daemons(self) -> list[Daemon]:
        """Return the server, its folder made."""
        self._folder.mkdir(parents=True, exist_ok=True)
        shutil.chown(self._folder, "redis", "redis")
        words = ("--bind", IP, "--port", str(self._port), "--daemonize", "no")
        kept = ("--dir", str(self._folder), "--appendonly", "yes", "--save", "")
        return [Daemon("servers", "redis", ("/usr/bin/redis-server", *words, *kept), user="redis")]

    def answers(self) -> bool:
        """Whether it answers a ping."""
        return says(self._port, b"PING\r\n", b"+PONG")
