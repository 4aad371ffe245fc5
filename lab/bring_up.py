"""From nothing to a running lab: which step waits for which."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from lab import catalogue, handover, heat_fixes, packages
from lab.place import Place
from lab.processes import Daemon, Processes
from lab.servers import MariaDB, RabbitMQ, Server, all_servers
from lab.service import all_services
from lab.settings import MAIN_REGION, Settings
from lab.starting import start
from lab.tasks import Task, carry_out
from lab.telling import say, tail
from lab.unit import Unit, administrator
from lab.waiting import answers, until


class Lab:
    """A lab that is wanted, and what has to be done for it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._processes = Processes(settings.home)
        self._services = all_services()
        self._places = [Place(settings, name) for name in settings.regions]
        self._units = [
            Unit(place, self._services[name], self._processes)
            for place in self._places
            for name in place.services
        ]
        self._complete = settings.home / "complete"  # there when the last start has reached its end

    def is_up(self) -> bool:
        """Whether all that is wanted runs, and every API answers."""
        servers = all(self._processes.pid("servers", name) for name in all_servers(self.settings))
        if not self._complete.exists() or not servers or not all(unit.runs() for unit in self._units):
            return False
        with ThreadPoolExecutor(len(self._units)) as threads:
            return all(threads.map(Unit.answers, self._units))

    def others(self) -> list[Unit]:
        """Return the services that run with another configuration than this checkout and its settings describe."""
        return [unit for unit in self._units if unit.runs() and not self._is_ours(unit)]

    def _is_ours(self, unit: Unit) -> bool:
        fixed = unit.service.name != "heat" or heat_fixes.applied(self.settings)
        return fixed and unit.is_configured()

    def bring_up(self) -> None:
        """Install what is missing, and start what does not run."""
        packages.install_debian(self.settings, packages.DEBIAN)
        servers = all_servers(self.settings)
        tasks = [
            Task("packages", self._install),
            *(Task(name, partial(self._serve, server)) for name, server in servers.items()),
            Task("databases", self._make_databases, ("mariadb",)),
            Task("catalogue", self._fill_catalogue, (f"{MAIN_REGION} keystone",)),
            *(task for unit in self._units for task in self._steps(unit, tuple(servers))),
            *(self._settle(place) for place in self._places),
        ]
        self._complete.unlink(missing_ok=True)
        carry_out(tasks, heavy_at_once=(os.cpu_count() or 1) + 1)
        handover.write(self.settings)
        self._complete.touch()

    def _steps(self, unit: Unit, servers: tuple[str, ...]) -> list[Task]:
        """Return the tasks of a service; that of its APIs has the unit's own title, for then it answers."""
        region, title = unit.place.name, unit.title
        before_apis = _answering(region, unit.service.apis_need)
        before_programs = _answering(region, unit.service.programs_need)
        return [
            Task(f"{title} files", unit.configure, ("packages",)),
            Task(f"{title} tables", unit.prepare, (f"{title} files", "databases"), heavy=True),
            Task(title, unit.start_apis, (f"{title} tables", *servers, *before_apis), heavy=True),
            Task(f"{title} programs", unit.start_programs, (title, *before_programs)),
            Task(f"{title} contents", unit.fill, (f"{region} programs", "catalogue")),
        ]

    def _settle(self, place: Place) -> Task:
        """Return the task that waits until every program of a region works."""
        units = [unit for unit in self._units if unit.place is place]
        started = tuple(f"{unit.title} programs" for unit in units)
        programs = [daemon for unit in units for daemon in unit.programs]
        return Task(f"{place.name} programs", partial(self._await_programs, place, programs), started)

    def _await_programs(self, place: Place, silent: list[Daemon]) -> None:
        bus = RabbitMQ(self.settings)

        def all_work() -> bool:
            for daemon in silent:
                self._processes.require(daemon)
            queues = bus.listened_to(place.name)
            working = [daemon for daemon in silent if _works(daemon, queues)]
            if working:
                silent[:] = [daemon for daemon in silent if daemon not in working]
                say(f"{place.name} {', '.join(daemon.name for daemon in working)}: at work")
            return not silent

        until(
            f"{place.name}'s programs",
            all_work,
            lambda: "".join(tail(self._processes.log(daemon)) for daemon in silent),
            slowest=3,
        )

    def _install(self) -> None:
        packages.install_openstack(
            self.settings, [package for unit in self._units for package in unit.service.packages]
        )
        if "heat" in self.settings.services and not self._processes.pid(MAIN_REGION, "heat-engine"):
            heat_fixes.apply(self.settings)

    def _serve(self, server: Server) -> None:
        *before, last = server.daemons()
        for daemon in before:
            self._processes.start(daemon)
        start(self._processes, last, server.answers)

    def _make_databases(self) -> None:
        MariaDB(self.settings).prepare(
            unit.place.database(name) for unit in self._units for name in unit.service.databases
        )

    def _fill_catalogue(self) -> None:
        catalogue.fill(administrator(self._places[0]), self._places, self._services)
        administrator.cache_clear()  # who has logged in before knows a catalogue without what was added


def _answering(region: str, services: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tasks after which services answer to who logs in."""
    return (*(f"{region} {name}" for name in services), "catalogue") if services else ()


def _works(daemon: Daemon, queues: set[str]) -> bool:
    if daemon.queue:
        return daemon.queue in queues
    return not daemon.page or answers(daemon.page, "OK")
