"""MariaDB, which holds the records of all services, with Debian's defaults but for paths, address and connections."""

import shutil
import subprocess
from collections.abc import Iterable

from lab.processes import Daemon
from lab.settings import IP, PASSWORD, Settings
from lab.telling import Failed


class MariaDB:
    """The database server of a lab folder."""

    def __init__(self, settings: Settings) -> None:
        self._data = settings.home / "mariadb"
        self._port = settings.port("mariadb")

    def daemons(self) -> list[Daemon]:
        """Make the data folder where it is missing, and return the server."""
        if not (self._data / "mysql").exists():
            self._install()
        command = [
            *("/usr/sbin/mariadbd", "--no-defaults", "--user=mysql"),
            *(f"--datadir={self._data}", f"--socket={self._data / 'socket'}"),
            *(f"--pid-file={self._data / 'pid'}", f"--bind-address={IP}", f"--port={self._port}"),
            "--max-connections=3000",  # each process of each service keeps a pool
            *("--character-set-server=utf8mb3", "--collation-server=utf8mb3_general_ci"),
        ]
        return [Daemon("servers", "mariadb", command)]

    def answers(self) -> bool:
        """Whether it answers a question."""
        return self._ask("SELECT 1").returncode == 0

    def prepare(self, databases: Iterable[str]) -> None:
        """Make what is missing of the databases, and the one user that all services share."""
        lines = [f"CREATE DATABASE IF NOT EXISTS {name} CHARACTER SET utf8mb3;" for name in databases]
        for host in ("%", "localhost"):
            lines.append(f"CREATE USER IF NOT EXISTS lab@'{host}' IDENTIFIED BY '{PASSWORD}';")
            lines.append(f"GRANT ALL ON *.* TO lab@'{host}';")
        done = self._ask("".join(lines))
        if done.returncode:
            raise Failed(f"MariaDB: {done.stderr.strip()}")

    def _ask(self, statement: str) -> subprocess.CompletedProcess[str]:
        command = [
            "mariadb",
            "--no-defaults",
            "-uroot",
            "-S",
            str(self._data / "socket"),
            "-N",
            "-e",
            statement,
        ]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def _install(self) -> None:
        self._data.mkdir(parents=True, exist_ok=True)
        shutil.chown(self._data, "mysql", "mysql")
        command = [
            *("mariadb-install-db", "--no-defaults", "--user=mysql", f"--datadir={self._data}"),
            *("--auth-root-authentication-method=normal", "--skip-test-db"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(f"mariadb-install-db: {done.stdout[-1000:]}{done.stderr[-1000:]}")
