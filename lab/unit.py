"""One service in one region: configured, prepared, started, filled."""

import shutil
from functools import cache, partial
from pathlib import Path

from lab import packages, uwsgi
from lab.commands import run
from lab.place import Place
from lab.processes import Daemon, Processes
from lab.rest import Cloud
from lab.service import Api, Service
from lab.settings import PASSWORD
from lab.starting import start
from lab.telling import say
from lab.waiting import answers


class Unit:
    """A service where it runs."""

    def __init__(self, place: Place, service: Service, processes: Processes) -> None:
        self.place, self.service, self._processes = place, service, processes
        self.title = f"{place.name} {service.name}"

    @property
    def programs(self) -> list[Daemon]:
        """The programs beside the APIs."""
        return list(self.service.programs(self.place))

    @property
    def daemons(self) -> list[Daemon]:
        """All that runs."""
        return [uwsgi.daemon(self.place, self.service.name, api) for api in self.service.apis] + self.programs

    def is_configured(self) -> bool:
        """Whether every file is there as this checkout describes it."""
        return all(file.exists() and file.read_text() == text for file, text in self._files().items())

    def answers(self) -> bool:
        """Whether its APIs answer."""
        return all(self._api_answers(api) for api in self.service.apis)

    def runs(self) -> bool:
        """Whether all of it runs."""
        return all(self._processes.pid(daemon.group, daemon.name) for daemon in self.daemons)

    def stop(self) -> None:
        """Stop all of it."""
        self._processes.stop([(daemon.group, daemon.name) for daemon in self.daemons])

    def configure(self) -> None:
        """Write the configuration, unless all of it runs already, perhaps with that of another checkout."""
        if self.runs():
            return
        if not self.is_configured():
            self.stop()  # what still runs of it would go on with what was configured before
        place, name = self.place, self.service.name
        etc, shipped = place.etc(name), place.settings.venv / "etc" / name
        if shipped.exists():
            shutil.copytree(shipped, etc, dirs_exist_ok=True)
        for folder in (etc, place.data(name), uwsgi.access_log(place, name).parent):
            folder.mkdir(parents=True, exist_ok=True)
        link = place.configuration / f".{name}"  # some look for it in ~ only
        if not link.is_symlink():
            link.symlink_to(name)
        for file, text in self._files().items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def prepare(self) -> None:
        """Make the tables, unless that was done by the same commands for this release of the service."""
        place, name = self.place, self.service.name
        stamp = place.data(name) / "prepared"
        commands = self.service.prepare(place)
        told = (" ".join(map(str, command)) for command in commands)
        done = "\n".join((packages.release(place.settings, self.service.packages), *told))
        if not commands or (stamp.exists() and stamp.read_text() == done):
            return
        say(f"{self.title}: making its tables")
        for command in commands:
            run(command, place.settings.home / "log" / place.name / f"{name}-tables.log", place.env(name))
        stamp.write_text(done)

    def start_apis(self) -> None:
        """Start the APIs, and wait until they answer."""
        for api in self.service.apis:
            daemon = uwsgi.daemon(self.place, self.service.name, api)
            start(self._processes, daemon, partial(self._api_answers, api))

    def start_programs(self) -> None:
        """Start the programs beside the APIs."""
        for daemon in self.programs:
            self._processes.start(daemon)

    def fill(self) -> None:
        """Make what tests take for granted."""
        self.service.fill(self.place, administrator(self.place))

    def _files(self) -> dict[Path, str]:
        etc = self.place.etc(self.service.name)
        own = {etc / name: text for name, text in self.service.files(self.place).items()}
        return own | {
            uwsgi.configuration_file(self.place, api): uwsgi.configuration(self.place, api)
            for api in self.service.apis
        }

    def _api_answers(self, api: Api) -> bool:
        return answers(self.place.url(api.port) + api.path, api.says)


@cache  # a password is checked slowly, on purpose: once a region is enough
def administrator(place: Place) -> Cloud:
    """Return the administrator's view of a region."""
    return Cloud(place.auth_url, place.name, "admin", PASSWORD, "admin")
