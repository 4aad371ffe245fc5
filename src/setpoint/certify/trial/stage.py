"""An engine over nothing real: a store in memory, the simulated cloud, the built-in types, and the virtual clock."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import msgspec

from setpoint.certify.simulated import faults as fault_presets
from setpoint.certify.simulated.chance import new_uuid
from setpoint.certify.simulated.cloud import SimulatedCloud
from setpoint.certify.simulated.provided import provide, provide_networks
from setpoint.certify.simulated.timings import REALISTIC, Timings
from setpoint.certify.simulated.world import Thing, World
from setpoint.certify.trial.named import named
from setpoint.certify.virtual_time import clock
from setpoint.clouds import builtin
from setpoint.clouds.cloud import CloudSettings
from setpoint.engine.clouds import Clouds
from setpoint.engine.engine import Alone, Engine
from setpoint.engine.requests.preview import new_stack, preview
from setpoint.engine.requests.questions import asked_in
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.incarnation import Action
from setpoint.model.stack import ProjectId, Source, Stack
from setpoint.store import open_store
from setpoint.types.kinds import MADE_BY

PROJECT = ProjectId("trial")


class Conditions(msgspec.Struct, frozen=True):
    """What the cloud is like. The same conditions give the same trial, to the last call.

    ``weather`` is a preset of :mod:`setpoint.certify.simulated.faults`: none, mild or storm. ``attempts`` is how often
    something may be asked for again after the weather has made it fail.
    """

    seed: int = 0
    weather: str = "none"
    timings: Timings = REALISTIC
    quotas: Mapping[str, int] = {}
    attempts: int = 20


class Stage:
    """One engine with one stack on it, called ``trial``. To be used in virtual time."""

    def __init__(self, conditions: Conditions) -> None:
        """Set up an empty stage."""
        self.conditions = conditions
        self.world = World(conditions.seed, conditions.quotas)
        provide_networks(self.world)
        self.faults = fault_presets.PRESETS[conditions.weather](conditions.seed)
        self.cloud = SimulatedCloud(self.world, timings=conditions.timings, faults=self.faults)
        self.store = open_store(None)
        ids = itertools.count(1)
        needs_none = builtin.cloud(
            CloudSettings("builtin", PROJECT, home="", options={"seed": conditions.seed, "unattended": True})
        )
        self.engine = Engine(
            self.store.project(PROJECT),
            Clouds([self.cloud, needs_none]),
            Alone(),
            project=PROJECT,
            now=clock,
            new_id=lambda: new_uuid(conditions.seed, "engine", next(ids)),
        )

    def stack(self) -> Stack:
        """The stack as recorded, or a new one."""
        return self.engine.records.stack("trial") or new_stack(self.engine, "trial", self.cloud.name)

    async def provide_for(self, source: Source) -> tuple[list[str], Sequence[Diagnostic]]:
        """Let be there what a template takes to be there; what that is, in words, with the template's warnings.

        Raises InvalidInput.
        """
        found = await preview(self.engine, self.stack(), source, Action.CREATE, looks=False, checks=False)
        tree = found.wanted.tree
        asked = {one.question for several in asked_in(tree).values() for one in several}
        said = {(MADE_BY[one.kind][0], one.name) for one in asked if one.kind in MADE_BY}
        wanted = sorted(named(tree.definitions.values()) | said)
        provided = [
            f"{type_name} {name}" for type_name, name in wanted if provide(self.world, type_name, name)
        ]
        return provided, found.wanted.warnings

    def living(self) -> list[Thing]:
        """What is there of the stack, oldest first."""
        return [thing for thing in self.world.things.values() if thing.labels.get("stack")]

    async def close(self) -> None:
        """Let go of it all."""
        await self.engine.clouds.close()
        self.store.close()
