"""Programs that go on when the lab's own command has ended: started, recognised and stopped, one file each.

A process id alone is never believed: the file holds the moment at which the process started as well, so that what is
stopped is what was started here and nothing else. Each program leads a session of its own, which is stopped whole.
"""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.telling import Failed, tail


@dataclass(frozen=True)
class Daemon:
    """A program to be kept running. `group` is its region, or `servers`."""

    group: str
    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    # By what one sees that it works; the APIs and servers have more to say of themselves.
    queue: str = ""  # it listens there, on the bus of its region
    page: str = ""  # this address says OK

    @property
    def title(self) -> str:
        """Return what it is called in messages."""
        return self.name if self.group == "servers" else f"{self.group} {self.name}"


class Processes:
    """The daemons of one lab folder."""

    def __init__(self, home: Path) -> None:
        self._run, self._log = home / "run", home / "log"
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()

    def log(self, daemon: Daemon) -> Path:
        """Return the file that its output goes to."""
        return self._log / daemon.group / f"{daemon.name}.log"

    def start(self, daemon: Daemon) -> bool:
        """Start a daemon unless it runs; True where it was started now."""
        if self.pid(daemon.group, daemon.name):
            return False
        log = self.log(daemon)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            child = subprocess.Popen(
                [str(word) for word in daemon.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={**_base_environment(), **daemon.env},
                start_new_session=True,
                **as_user(daemon.user),
            )
        record = self._file(daemon.group, daemon.name)
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(json.dumps({"pid": child.pid, "started": _started(child.pid)}))
        with self._lock:
            self._children[f"{daemon.group}/{daemon.name}"] = child  # else it would be reaped by nobody
        return True

    def pid(self, group: str, name: str) -> int | None:
        """Return the process of a daemon that was started here and still runs."""
        record = self._read(self._file(group, name))
        if not record or not record["started"] or _started(record["pid"]) != record["started"]:
            return None
        return int(record["pid"])

    def require(self, daemon: Daemon) -> None:
        """Fail, with the end of its log, when a daemon has died."""
        if not self.pid(daemon.group, daemon.name):
            raise Failed(f"{daemon.title} has ended{tail(self.log(daemon))}")

    def all(self) -> list[tuple[str, str]]:
        """Return group and name of every daemon that was started and not stopped, the latest last."""
        files = sorted(self._run.glob("*/*.json"), key=lambda path: path.stat().st_mtime_ns)
        return [(path.parent.name, path.stem) for path in files]

    def stop(self, daemons: Sequence[tuple[str, str]], patience: float = 15) -> None:
        """Stop daemons all at once; whoever has not ended after `patience` seconds is killed."""
        sessions = []
        for group, name in daemons:
            if pid := self.pid(group, name):
                _signal(pid, signal.SIGTERM)
                sessions.append(pid)
        deadline = time.monotonic() + patience
        while (left := _members(sessions)) and time.monotonic() < deadline:
            time.sleep(0.05)
        for pid in left:
            _signal(pid, signal.SIGKILL)
        for group, name in daemons:
            self._file(group, name).unlink(missing_ok=True)
            if child := self._children.pop(f"{group}/{name}", None):
                child.wait()

    def _file(self, group: str, name: str) -> Path:
        return self._run / group / f"{name}.json"

    @staticmethod
    def _read(file: Path) -> dict[str, Any] | None:
        try:
            record: dict[str, Any] = json.loads(file.read_text())
        except (OSError, ValueError):
            return None
        return record


def sessions() -> dict[int, list[int]]:
    """Return the processes of this machine by the session that they belong to, without those that have ended."""
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            found.setdefault(int(stat[3]), []).append(int(entry.name))
    return found


def usage(pids: Sequence[int]) -> tuple[float, float]:
    """Return resident memory in MiB and CPU time in seconds that processes have used together."""
    stats = [stat for pid in pids if (stat := _stat(pid))]
    ticks = sum(int(stat[11]) + int(stat[12]) for stat in stats)
    pages = sum(int(stat[21]) for stat in stats)
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20, ticks / os.sysconf("SC_CLK_TCK")


def _members(leaders: Sequence[int]) -> list[int]:
    by_session = sessions()
    return [pid for leader in leaders for pid in by_session.get(leader, [])]


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat from the third on; None for who has ended, waited for or not."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields


def _started(pid: int) -> str | None:
    stat = _stat(pid)
    return stat[19] if stat else None


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _base_environment() -> dict[str, str]:
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_ALL": "C.UTF-8",
    }


def as_user(user: str | None) -> dict[str, Any]:
    """Return what starts a process as another user."""
    return {"user": user, "group": user, "extra_groups": [user]} if user else {}
