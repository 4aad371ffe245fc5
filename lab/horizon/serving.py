"""The dashboard while somebody looks at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab import ini
from lab.horizon.installation import Installation
from lab.processes import Daemon, Processes
from lab.settings import IP, Settings
from lab.starting import start
from lab.turn import turn
from lab.waiting import answers


@contextmanager
def dashboard(settings: Settings) -> Iterator[str]:
    """Serve it, installed where it is missing; the address of its first page. Nobody else does meanwhile."""
    with turn(settings, "horizon"):
        installation, processes = Installation(settings), Processes(settings.home)
        installation.install()
        address = f"http://{IP}:{settings.port('horizon')}/"
        command = ("/usr/bin/uwsgi-core", "--ini", _configuration(settings, installation))
        daemon = Daemon("clients", "horizon", command, {"LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore"})
        _stop(processes, daemon)  # that of somebody who was killed
        try:
            start(processes, daemon, lambda: answers(f"{address}auth/login/", "Sign In"))
            yield address
        finally:
            _stop(processes, daemon)


def _configuration(settings: Settings, installation: Installation) -> Path:
    """Write how it is served: by threads of one process, which share what the first of them has loaded."""
    file = installation.folder / "uwsgi.ini"
    told = {
        "plugins": "python3",
        "http-socket": f"{IP}:{settings.port('horizon')}",
        "module": "openstack_dashboard.wsgi",
        "virtualenv": installation.venv,
        "static-map": f"/static={installation.static}",
        "threads": 8,
        "need-app": True,
        "die-on-term": True,
        "buffer-size": 65535,
        "add-header": "Connection: close",
    }
    file.write_text(ini.text({"uwsgi": told}))
    return file


def _stop(processes: Processes, daemon: Daemon) -> None:
    processes.stop([(daemon.group, daemon.name)])
