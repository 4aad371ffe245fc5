"""An OpenStack cloud as the engine sees it: drivers found by name, over one connection to one region."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from setpoint.clouds.cloud import CloudSettings, Wake
from setpoint.clouds.driver import Driver, Facts, Subject
from setpoint.clouds.foreseeing import Foresight, Planned, Question
from setpoint.clouds.openstack import drivers
from setpoint.clouds.openstack.boxes import Boxes
from setpoint.clouds.openstack.config import CloudConfig, read_cloud
from setpoint.clouds.openstack.connection import Connection
from setpoint.clouds.openstack.elsewhere import Told, config_at
from setpoint.clouds.openstack.observer import Observatory, Observer, is_looked_at_together
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.looking import RestLooks
from setpoint.clouds.queues import Queues
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.observation import Observation
from setpoint.model.site import Site
from setpoint.model.temp_url import Box
from setpoint.types import catalogue

if TYPE_CHECKING:
    from setpoint.clouds.openstack.bus import Bus
    from setpoint.clouds.openstack.foresight.directory import Directory

WIDTH = 32
"""How many calls at once, to start with: what a small control plane answers without queueing."""


class OpenStackCloud:
    """One region of an OpenStack cloud, for one identity."""

    tick = 1.0
    """Seconds; what waits mostly says itself when to look again."""
    lateness = 30.0
    """Seconds; services go on with what they were asked when a gateway, or we, have given up waiting."""

    def __init__(
        self,
        name: str,
        config: CloudConfig,
        authorities: str = "",
        told: Told | None = None,
        observatory: Observatory | None = None,
    ) -> None:
        """Drive the cloud that ``config`` tells of; nothing is sent before it is opened.

        ``authorities`` are certificates (PEM) to be trusted instead of those that ``config`` names; ``told`` tells of
        its other regions. What waits is looked at in the ``observatory``, where there is one.
        """
        self.name = name
        self.region = Region(Connection(config, authorities=authorities))
        self._boxes = Boxes(self.region)
        self._drivers: dict[str, Driver | None] = {}
        self._told = told
        self._project = ""
        self._directory: Directory | None = None
        self._bus: Bus | None = None
        self._observatory = observatory
        self._observer: Observer | None = None
        self._wake: Wake = _nobody

    @property
    def place(self) -> str:
        """Whose Keystone, which project and which region."""
        config = self.region.connection.config
        return " ".join(
            filter(None, (config.auth.get("auth_url"), f"project {self._project}", config.region))
        )

    @property
    def warnings(self) -> Sequence[Diagnostic]:
        """What is doubtful in what was told of it."""
        return self.region.connection.config.warnings

    async def elsewhere(self, site: Site) -> OpenStackCloud:
        """Another region, or the cloud that the credentials in a secret lead to. Raises ResourceError, InvalidInput."""
        config = await config_at(self.region, site, self._told)
        observatory = None if site.credential else self._observatory
        return OpenStackCloud(f"{self.name}@{site}", config, site.cacert, observatory=observatory)

    @property
    def width(self) -> int:
        """See :class:`setpoint.clouds.cloud.Cloud`."""
        return WIDTH

    async def box(self, container: str, *, keeps_all: bool) -> Box:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        return await self._boxes.box(container, keeps_all=keeps_all)

    async def put(self, container: str, object: str, body: bytes) -> None:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        await self._boxes.put(container, object, body)

    async def take(self, container: str, object: str) -> None:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        await self._boxes.take(container, object)

    async def left(self, container: str) -> Mapping[str, Sequence[bytes]]:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        return await self._boxes.left(container)

    async def discard(self, container: str) -> None:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        await self._boxes.discard(container)

    def driver(self, type_name: str) -> Driver | None:
        """The driver of a type, or None."""
        if type_name not in self._drivers:
            self._drivers[type_name] = self.make(type_name, self.region)
        return self._drivers[type_name]

    def make(self, type_name: str, region: Region) -> Driver | None:
        """A driver of a type in a ``region``, or None."""
        module, kind = module_of(type_name), catalogue.find(type_name)
        if not module or kind is None:
            return None
        made: Driver = importlib.import_module(module).DRIVER(kind, region)
        return made

    async def watch(
        self, driver: Driver, subjects: Sequence[Subject], facts: Facts
    ) -> Mapping[str, Observation]:
        """See :class:`setpoint.clouds.cloud.Watching`."""
        together = [one for one in subjects if is_looked_at_together(driver, one)]
        if self._observer is None or not together:
            return await driver.observe(subjects, facts)
        assert isinstance(driver, RestLooks), "only of those it is said"
        seen = dict(await self._observer.look(driver.kind.name, together, facts))
        for one in together:
            if one.token in seen:
                driver.note(one, seen[one.token])
        apart = [one for one in subjects if not is_looked_at_together(driver, one)]
        return {**seen, **await driver.observe(apart, facts)} if apart else seen

    @property
    def answers(self) -> frozenset[str]:
        """See :class:`setpoint.clouds.foreseeing.Foreseeing`."""
        from setpoint.clouds.openstack.foresight.kinds import KINDS  # noqa: PLC0415 - only for a plan that is checked

        return frozenset(KINDS)

    async def foresee(self, planned: Sequence[Planned], questions: Collection[Question]) -> Foresight:
        """See :class:`setpoint.clouds.foreseeing.Foreseeing`."""
        from setpoint.clouds.openstack.foresight.directory import Directory  # noqa: PLC0415 - as above
        from setpoint.clouds.openstack.foresight.forecast import forecast  # noqa: PLC0415 - as above

        self._directory = self._directory or Directory(self.region)
        return await forecast(self._directory, planned, questions)

    async def queues(self) -> Queues | None:
        """See :class:`setpoint.clouds.queues.Queueing`."""
        from setpoint.clouds.openstack.queues import MESSAGING, ZaqarQueues  # noqa: PLC0415 - only for who has some

        return ZaqarQueues(self.region) if await self.region.connection.has(MESSAGING) else None

    async def open(self, wake: Wake) -> None:
        """Get a token, so that wrong credentials show before anything is done; and listen, where there is a bus."""
        await self.region.connection.refuse_unknown_region()
        self._project = await self.region.connection.project()
        self._wake = wake
        if self._observatory is not None:
            roles = (await self.region.connection.identity()).roles
            self._observer = self._observatory.join(self, self.place, roles)
        url = self.region.connection.config.options.get("notifications")
        if url:
            from setpoint.clouds.openstack.bus import Bus, address  # noqa: PLC0415 - only where there is a bus

            self._bus = Bus(address(url), self._hear, self._begin_hearing, self._end_hearing)
            self._bus.open()

    def _hear(self, named: Iterable[str], service: str) -> None:
        """``service`` is the type of that which tells; "" where that is not known."""
        known = [self.region.known[one] for one in named if one in self.region.known]
        tokens = [one.token for one in known if not service or one.awaited_of in ("", service)]
        if tokens:
            self._wake(tokens)

    def _begin_hearing(self) -> None:
        """Whatever happened while nobody listened is looked at now."""
        self.region.pace.is_told = True
        self._wake(None)

    def _end_hearing(self) -> None:
        """What waits is looked at as often as if nobody ever told; also what was put off until now."""
        self.region.pace.is_told = False
        self._wake(None)

    async def close(self) -> None:
        """Let go of connections."""
        if self._bus is not None:
            await self._bus.close()
        if self._observatory is not None and self._observer is not None:
            await self._observatory.leave(self, self._observer)
            self._observer = None
        await self.region.connection.close()


def _nobody(_tokens: Sequence[str] | None) -> None:
    """Nobody is to be woken before the cloud is open."""


def cloud(settings: CloudSettings, environ: Mapping[str, str] = os.environ) -> OpenStackCloud:
    """The cloud of that name in ``clouds.yaml``. Raises InvalidInput."""
    read = partial(read_cloud, settings.name, environ=environ, home=Path.home(), cwd=Path.cwd())
    return OpenStackCloud(settings.name, read(), told=read)


def module_of(type_name: str) -> str:
    """Where the driver of ``OS::Neutron::SecurityGroup`` is, if there is one; "" where there is none."""
    parts = type_name.split("::")
    if len(parts) < 3 or parts[0] != "OS":
        return ""
    package, file = parts[1].lower(), _file_name("".join(parts[2:]))
    if package not in _modules(drivers.__path__):
        return ""
    folder = importlib.import_module(f"{drivers.__name__}.{package}")
    return f"{folder.__name__}.{file}" if file in _modules(folder.__path__) else ""


def _file_name(name: str) -> str:
    """``SecurityGroup`` is driven in ``security_group.py``, ``QoSPolicy`` in ``qos_policy.py``."""
    return _WORD_ENDS.sub("_", name.replace("QoS", "Qos")).lower()


_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _modules(path: object) -> frozenset[str]:
    return frozenset(module.name for module in pkgutil.iter_modules(path))  # type: ignore[arg-type]
