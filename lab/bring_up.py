"""From nothing to a running lab: which step waits for which."""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from lab import catalogue, handover, packages, uwsgi
from lab.commands import run
from lab.place import Place
from lab.processes import Daemon, Processes
from lab.rest import Cloud
from lab.servers import MariaDB, RabbitMQ, Server, all_servers
from lab.service import Api, Service, all_services
from lab.settings import MAIN_REGION, PASSWORD, Settings
from lab.tasks import Task, Turns, carry_out
from lab.telling import say, tail
from lab.waiting import answers, until


class Lab:
    """A lab that is wanted, and what has to be done for it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.processes = Processes(settings.home)
        self.places = [Place(settings, name) for name in settings.regions]
        self.services = all_services()
        self._complete = settings.home / "complete"  # there when the last start has reached its end
        self._turns = Turns(os.cpu_count() or 1)

    def is_up(self) -> bool:
        """Whether every program that is wanted runs, and every API answers."""
        served = [(place, self.services[name]) for place in self.places for name in place.services]
        names = [(place.name, daemon.name) for place, service in served for daemon in service.programs(place)]
        apis = [(place, api) for place, service in served for api in service.apis]
        names += [(place.name, api.name) for place, api in apis]
        if not self._complete.exists() or not all(self.processes.pid(*name) for name in names):
            return False
        with ThreadPoolExecutor(len(apis)) as threads:
            return all(threads.map(lambda entry: self._answers(*entry), apis))

    @staticmethod
    def _answers(place: Place, api: Api) -> bool:
        return answers(place.url(api.port) + api.path, api.says)

    def bring_up(self) -> None:
        """Install what is missing, and start what does not run."""
        packages.install_debian(self.settings)
        tasks = [Task("packages", self._install)]
        tasks += [
            Task(name, partial(self._serve, server)) for name, server in all_servers(self.settings).items()
        ]
        tasks.append(Task("databases", self._make_databases, ("mariadb",)))
        tasks.append(Task("catalogue", self._fill_catalogue, (f"{MAIN_REGION} keystone",)))
        for place in self.places:
            for name in place.services:
                tasks += self._steps(place, self.services[name])
            started = tuple(f"{place.name} {name} programs" for name in place.services)
            tasks.append(Task(f"{place.name} programs", partial(self._await_programs, place), started))
        self._complete.unlink(missing_ok=True)
        carry_out(tasks)
        handover.write(self.settings)
        self._complete.touch()

    def admin(self, place: Place) -> Cloud:
        """Return the administrator's view of a region."""
        return Cloud(place.auth_url, place.name, "admin", PASSWORD, "admin")

    # ------------------------------------------------------------------------------------------------- what comes first

    def _install(self) -> None:
        wanted = [
            package
            for place in self.places
            for name in place.services
            for package in self.services[name].packages
        ]
        packages.install_openstack(self.settings, wanted)

    def _serve(self, server: Server) -> None:
        daemons = server.daemons()
        new = [daemon for daemon in daemons if self.processes.start(daemon)]
        self._await(daemons[-1], server.answers, told=bool(new))

    def _make_databases(self) -> None:
        names = [
            place.database(name)
            for place in self.places
            for service in place.services
            for name in self.services[service].databases
        ]
        MariaDB(self.settings).prepare(names)

    # --------------------------------------------------------------------------------------------------- one service

    def _steps(self, place: Place, service: Service) -> list[Task]:
        """Return the tasks of a service; that of its APIs has the service's own name, for then it answers."""
        title = f"{place.name} {service.name}"
        before_apis = [f"{place.name} {name}" for name in service.apis_need]
        before_programs = [f"{place.name} {name}" for name in service.programs_need]
        catalogue = ("catalogue",) if before_apis else ()
        servers = ("rabbitmq", "memcached", "redis")
        return [
            Task(f"{title} tables", partial(self._prepare, place, service), ("packages", "databases")),
            Task(
                title,
                partial(self._start_apis, place, service),
                (f"{title} tables", *servers, *before_apis, *catalogue),
            ),
            Task(
                f"{title} programs",
                partial(self._start_programs, place, service),
                (title, "catalogue", *before_programs),
            ),
            Task(
                f"{title} contents",
                partial(self._fill, place, service),
                (f"{place.name} programs", "catalogue"),
            ),
        ]

    def _prepare(self, place: Place, service: Service) -> None:
        """Write the configuration, and make the tables unless that was done with this release of it."""
        self._configure(place, service)
        stamp = place.data(service.name) / "prepared"
        commands = service.prepare(place)
        release = packages.release(self.settings, service.packages)
        if not commands or (stamp.exists() and stamp.read_text() == release):
            return
        log = self.settings.home / "log" / place.name / f"{service.name}-tables.log"
        with self._turns:
            say(f"{place.name} {service.name}: making its tables")
            for command in commands:
                run(command, log, place.env(service.name))
        stamp.write_text(release)

    def _configure(self, place: Place, service: Service) -> None:
        etc = place.etc(service.name)
        shipped = self.settings.venv / "etc" / service.name
        if shipped.exists():
            shutil.copytree(shipped, etc, dirs_exist_ok=True)
        for folder in (etc, place.data(service.name)):
            folder.mkdir(parents=True, exist_ok=True)
        link = place.configuration / f".{service.name}"  # some look for it in ~ only
        if not link.is_symlink():
            link.symlink_to(service.name)
        for name, text in service.files(place).items():
            file = etc / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def _start_apis(self, place: Place, service: Service) -> None:
        for api in service.apis:
            daemon = uwsgi.daemon(place, service.name, api)
            new = self.processes.start(daemon)
            self._await(daemon, partial(self._answers, place, api), told=new)

    def _start_programs(self, place: Place, service: Service) -> None:
        for daemon in service.programs(place):
            self.processes.start(daemon)

    def _fill(self, place: Place, service: Service) -> None:
        service.fill(place, self.admin(place))

    def _fill_catalogue(self) -> None:
        catalogue.fill(self.admin(self.places[0]), self.places, self.services)

    # ------------------------------------------------------------------------------------------------------- waiting

    def _await(self, daemon: Daemon, works: Callable[[], bool], *, told: bool) -> None:
        def works_now() -> bool:
            self.processes.require(daemon)
            return works()

        until(lambda: daemon.title, works_now, lambda: tail(self.processes.log(daemon)))
        if told:
            say(f"{daemon.title} answers")

    def _await_programs(self, place: Place) -> None:
        """Wait until every program beside the APIs works."""
        silent = [daemon for name in place.services for daemon in self.services[name].programs(place)]
        bus = RabbitMQ(self.settings)

        def all_work() -> bool:
            for daemon in silent:
                self.processes.require(daemon)
            queues = bus.listened_to(place.name)
            silent[:] = [daemon for daemon in silent if not _works(daemon, queues)]
            return not silent

        until(
            lambda: ", ".join(daemon.title for daemon in silent),
            all_work,
            lambda: "".join(tail(self.processes.log(daemon)) for daemon in silent),
            slowest=3,
        )


def _works(daemon: Daemon, queues: set[str]) -> bool:
    if daemon.queue:
        return daemon.queue in queues
    return not daemon.page or answers(daemon.page, "OK")
