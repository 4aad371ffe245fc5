"""Setpoint's own service beside the lab's Heat, in a process, a region of the catalogue and a data folder of its own.

`python -m lab.serving COMMAND ...` runs a command while it serves, with the environment of a person of the lab in that
region; without one it serves until Ctrl-C. It is run by the Python that Setpoint is installed for. The lab is up.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab.catalogue import BESIDE, PERSON, SETPOINT, Identity, put_beside
from lab.place import Place
from lab.processes import Daemon, Processes
from lab.rest import Refused
from lab.service import all_services
from lab.settings import IP, MAIN_REGION, PASSWORD, Settings
from lab.starting import start
from lab.telling import Failed, say
from lab.turn import SERVING, turn
from lab.unit import administrator

CONFIGURATION = """\
[service]
listen = "{ip}:{port}"
public_endpoint = "http://{ip}:{port}"
data_folder = "{data}"

[keystone]
auth_url = "{auth_url}"
username = "{user}"
password = "{password}"
region_name = "{region}"

[fetching]
allowed = ["{ip}"]  # where the lab's object store is, and what tests serve
"""
PATIENCE = 30  # seconds, for it to end


@dataclass(frozen=True)
class Serving:
    """The service while it runs."""

    address: str
    """Scheme, host and port."""
    log: Path
    """What it tells."""


@contextmanager
def serving(settings: Settings, folder: Path) -> Iterator[Serving]:
    """Serve in the region BESIDE, with all that is kept in ``folder``; nobody else on this machine does meanwhile.

    Raises Failed, with what it said, where it does not come up.
    """
    place, processes = Place(settings, MAIN_REGION), Processes(settings.home)
    daemon = Daemon(
        BESIDE, "setpoint", (sys.executable, "-m", "setpoint", "serve", "--config", _told(place, folder))
    )
    log = processes.log(daemon)
    with turn(settings, SERVING):
        put_beside(Identity(administrator(place)), place, all_services())
        _stop(processes, daemon)  # that of somebody who was killed
        log.unlink(missing_ok=True)
        try:
            start(processes, daemon, lambda: b"listens on" in log.read_bytes())
            yield Serving(place.url("setpoint"), log)
        finally:
            _stop(processes, daemon)


def _told(place: Place, folder: Path) -> Path:
    """Write what it is told."""
    file = folder / "setpoint.toml"
    file.write_text(
        CONFIGURATION.format(
            ip=IP,
            port=place.port("setpoint"),
            data=folder / "data",
            auth_url=place.auth_url,
            user=SETPOINT,
            password=PASSWORD,
            region=place.name,
        )
    )
    return file


def _stop(processes: Processes, daemon: Daemon) -> None:
    processes.stop([(daemon.group, daemon.name)], PATIENCE)


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables with which OpenStack's clients are a person of the lab in that region.

    A clouds.yaml would know the region of its clouds better than OS_REGION_NAME: there is none.
    """
    return {
        "OS_AUTH_URL": Place(settings, MAIN_REGION).auth_url,
        "OS_USERNAME": PERSON,
        "OS_PASSWORD": PASSWORD,
        "OS_PROJECT_NAME": PERSON,
        "OS_USER_DOMAIN_ID": "default",
        "OS_PROJECT_DOMAIN_ID": "default",
        "OS_IDENTITY_API_VERSION": "3",
        "OS_REGION_NAME": BESIDE,
    }


def main(command: Sequence[str]) -> int:
    """Serve while the command runs, or until a signal; return how the command ended."""
    settings = Settings.read()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="setpoint-") as folder,
            serving(settings, Path(folder)) as one,
        ):
            if command:
                others = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
                return subprocess.run(command, env=others | environment(settings), check=False).returncode
            say(f"{one.address} is the orchestration of region {BESIDE}; it tells in {one.log}")
            signal.pause()
    except (Failed, Refused) as failure:
        print(f"lab: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
