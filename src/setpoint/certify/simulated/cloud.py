"""The simulated cloud as the engine sees it: any cloud."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from setpoint.certify.simulated.abilities import driver_of
from setpoint.certify.simulated.directory import answers
from setpoint.certify.simulated.discovery import simulated_types
from setpoint.certify.simulated.faults import Faults
from setpoint.certify.simulated.foresight import foresee
from setpoint.certify.simulated.options import Options
from setpoint.certify.simulated.provided import provide_networks
from setpoint.certify.simulated.queues import SimulatedQueues
from setpoint.certify.simulated.refusals import refuse_unknown_region
from setpoint.certify.simulated.saved import SavedWorld
from setpoint.certify.simulated.timings import REALISTIC, Timings
from setpoint.certify.simulated.types.container import ADDRESS
from setpoint.certify.simulated.wire import Keeper, Unkept, Wire
from setpoint.certify.simulated.world import World
from setpoint.clouds.cloud import CloudSettings, Wake
from setpoint.clouds.driver import Driver
from setpoint.clouds.foreseeing import Foresight, Planned, Question
from setpoint.model.site import Site
from setpoint.model.temp_url import Box
from setpoint.types import catalogue

BOXES = "boxes"
"""How calls about them are told in the log: they are of no type."""


class SimulatedCloud:
    """A cloud that is made of nothing. ``world`` is the truth about it, and stays when it is closed.

    Types in ``unfindable`` carry no token. ``keeper`` keeps a world that is to outlive the process.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        timings: Timings = REALISTIC,
        faults: Faults | None = None,
        name: str = "simulated",
        width: int = 32,
        tick: float = 2.0,
        unfindable: Collection[str] = (),
        keeper: Keeper | None = None,
    ) -> None:
        """Drive ``world``; a fresh one has a network called ``public``."""
        if world is None:
            world = World()
            provide_networks(world)
        self.world = world
        self.faults = faults or Faults.none()
        self._keeper = keeper or Unkept()
        self._wire = Wire(world, timings, self.faults, self._keeper)
        self._name = name
        self._width = width
        self._tick = tick
        self._unfindable = frozenset(unfindable)
        self._drivers: dict[str, Driver | None] = {}

    @property
    def name(self) -> str:
        """As ``--cloud`` names it."""
        return self._name

    @property
    def width(self) -> int:
        """How many calls it may be given at once, to start with."""
        return self._width

    @property
    def tick(self) -> float:
        """Seconds between two looks at what waits."""
        return self._tick

    @property
    def lateness(self) -> float:
        """Seconds; see :class:`setpoint.clouds.cloud.Distant`."""
        return self._wire.timings.lateness

    @property
    def answers(self) -> frozenset[str]:
        """See :class:`setpoint.clouds.foreseeing.Foreseeing`."""
        return answers()

    async def foresee(self, planned: Sequence[Planned], questions: Collection[Question]) -> Foresight:
        """See :class:`setpoint.clouds.foreseeing.Foreseeing`."""
        return foresee(self.world, planned, questions)

    async def box(self, container: str, *, keeps_all: bool) -> Box:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        return await self._wire.send("box", BOXES, container, "", lambda _call, _now: self._box(container))

    def _box(self, container: str) -> Box:
        self.world.boxes.setdefault(container, {})
        return Box(ADDRESS, container, f"key of {container}")

    async def put(self, container: str, object: str, body: bytes) -> None:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        box = self.world.boxes.setdefault(container, {})
        await self._wire.send(
            "put", BOXES, container, object, lambda _call, _now: box.update({object: [body]})
        )

    async def take(self, container: str, object: str) -> None:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        await self._wire.send(
            "take", BOXES, container, object, lambda _call, _now: self._take(container, object)
        )

    def _take(self, container: str, object: str) -> None:
        box = self.world.boxes.get(container, {})
        box.pop(object, None)
        if not box:
            self.world.boxes.pop(container, None)

    async def left(self, container: str) -> Mapping[str, Sequence[bytes]]:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        return await self._wire.send(
            "list", BOXES, container, "", lambda _call, _now: dict(self.world.boxes.get(container, {}))
        )

    async def discard(self, container: str) -> None:
        """See :class:`setpoint.clouds.cloud.Storing`."""
        await self._wire.send(
            "discard", BOXES, container, "", lambda _call, _now: self.world.boxes.pop(container, None)
        )

    async def elsewhere(self, site: Site) -> SimulatedCloud:
        """Another region: a world of its own, in which the same networks are provided. Credentials lead to one, too.

        Raises ResourceError for one that there is not.
        """
        refuse_unknown_region(site.region, self.world.named_regions)
        there = str(site)
        world = self.world.regions.get(there)
        if world is None:
            seed = self.world.seed + zlib.crc32(there.encode())
            world = self.world.regions[there] = World(
                seed, self.world.quotas, self.world.offers, self.world.roles
            )
            provide_networks(world)
        return SimulatedCloud(
            world,
            timings=self._wire.timings,
            faults=self.faults,
            name=f"{self._name}@{there}",
            width=self._width,
            tick=self._tick,
            unfindable=self._unfindable,
            keeper=self._keeper.beside(there, world),
        )

    def driver(self, type_name: str) -> Driver | None:
        """The driver of a type, or None for a type that is not simulated."""
        if type_name not in self._drivers:
            self._drivers[type_name] = self._new_driver(type_name)
        return self._drivers[type_name]

    def _new_driver(self, type_name: str) -> Driver | None:
        simulated, kind = simulated_types().get(type_name), catalogue.find(type_name)
        if simulated is None or kind is None:
            return None
        is_findable = type_name not in self._unfindable
        return driver_of(simulated)(self._wire, simulated, kind, is_findable=is_findable)

    async def queues(self) -> SimulatedQueues:
        """See :class:`setpoint.clouds.queues.Queueing`."""
        return self.world.messages

    async def open(self, wake: Wake) -> None:
        """Tell ``wake`` of what changes by itself, from now on."""
        self._wire.listen(wake)

    async def close(self) -> None:
        """Tell nobody any more."""
        self._wire.hang_up()
        self._keeper.close()


def cloud(settings: CloudSettings) -> SimulatedCloud:
    """The simulated cloud whose world lies in the data folder (in memory only, where there is no such folder).

    Raises InvalidInput for options that make no sense, and for a world that cannot be read.
    """
    options = Options.read(settings.options)
    world = World(options.seed, options.quotas, options.offers, options.roles)
    provide_networks(world, options.networks)
    keeper = SavedWorld(Path(settings.home) / settings.name, world) if settings.home else Unkept()
    return SimulatedCloud(
        world,
        timings=options.timings,
        faults=options.faults,
        name=settings.name,
        width=options.width,
        tick=options.tick,
        keeper=keeper,
    )
