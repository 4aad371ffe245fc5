"""A stack's life on any cloud: what scenarios are written with, which run alike on a simulated and on a real cloud."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from setpoint.clouds import builtin
from setpoint.clouds.cloud import Cloud, CloudSettings
from setpoint.clouds.driver import Driver, Facts, Subject
from setpoint.engine.clouds import Clouds
from setpoint.engine.engine import Alone, Engine
from setpoint.engine.requests.carry import abandon, adopt
from setpoint.engine.requests.drift import Found, State, drift
from setpoint.engine.requests.gathering import Choice
from setpoint.engine.requests.importing import Imported, adopt_imported, read
from setpoint.engine.requests.preview import action_towards, new_stack, preview
from setpoint.engine.requests.update import DEFAULTS, Options, update
from setpoint.engine.result import Result, Verdict
from setpoint.engine.world import World
from setpoint.model.incarnation import Incarnation
from setpoint.model.observation import Gone, Observation
from setpoint.model.plan import Plan
from setpoint.model.stack import ProjectId, Source, Stack
from setpoint.model.value import Plain, reveal
from setpoint.store import open_store

PROJECT = ProjectId("scenario")
HEADER = "heat_template_version: 2021-04-16\n"


class Life:
    """One stack on one cloud. Its records are in memory; what it makes is as real as the cloud is."""

    def __init__(
        self, cloud: Cloud, now: Callable[[], float], files: Mapping[str, str] | None = None
    ) -> None:
        """Work on ``cloud``, whose connection is the engine's from now on; templates may use ``files``."""
        self.files = dict(files or {})
        self.name = f"scenario-{uuid.uuid4().hex[:8]}"
        self.cloud = cloud
        self.store = open_store(None)
        self.records = self.store.project(PROJECT)
        clouds = Clouds([cloud, builtin.cloud(CloudSettings("builtin", PROJECT, ""))])
        self.engine = Engine(self.records, clouds, Alone(), project=PROJECT, now=now)

    # --- what a user does

    def source(self, text: str, **parameters: Any) -> Source:
        """A template's text, without its version line."""
        return Source(
            template=HEADER + text, template_name="app.yaml", files=self.files, parameters=parameters
        )

    @property
    def stack(self) -> Stack:
        """As it is recorded; a new one where there is none."""
        return self.records.stack(self.name) or new_stack(self.engine, self.name, self.cloud.name)

    async def try_up(self, text: str, *, rollback: bool = False, **parameters: Any) -> Result:
        """Bring the stack to a template, or not."""
        stack = msgspec.structs.replace(self.stack, rollback=rollback)
        options = Options(settings={"rollback": rollback}, checks=False, step_timeout=300)
        return await update(self.engine, stack, self.source(text, **parameters), options)

    async def up(self, text: str, **parameters: Any) -> Result:
        """Bring the stack to a template."""
        return complete(await self.try_up(text, **parameters))

    async def down(self) -> Result:
        """Remove the stack."""
        return complete(await update(self.engine, self.stack, None, DEFAULTS))

    async def plan(self, text: str, **parameters: Any) -> Plan:
        """What ``up`` would do."""
        return await self.plan_of(self.source(text, **parameters))

    async def plan_of(self, source: Source) -> Plan:
        """What ``up`` would do with a template from elsewhere."""
        return (await preview(self.engine, self.stack, source, action_towards(self.stack, source))).plan

    async def drift(self) -> dict[str, Found]:
        """Everything that is not in sync."""
        found = await drift(self.engine, self.name)
        return {one.address: one for one in found if one.state is not State.IN_SYNC}

    async def abandon(self) -> Mapping[str, Plain]:
        """Give the stack up; its things stay."""
        return await abandon(self.engine, self.name)

    async def adopt(self, text: str, carried: Mapping[str, Plain]) -> Result:
        """Take an abandoned stack up."""
        return complete(await adopt(self.engine, self.stack, self.source(text), carried))

    async def read(self, *keys: tuple[str, str], **choice: Any) -> Imported:
        """What there is, as a template."""
        return await read(self.engine, self.stack, Choice(ids=keys, **choice))

    async def take(self, imported: Imported, **parameters: Any) -> Result:
        """Make the stack of what was read."""
        source = self.source("", **parameters)
        source = msgspec.structs.replace(source, template=imported.template)
        return complete(await adopt_imported(self.engine, self.stack, imported, source))

    # --- what is seen

    @property
    def recorded(self) -> World:
        """What is recorded of its resources."""
        return World(self.records.incarnations(self.stack.id))

    def one(self, address: str) -> Incarnation:
        """The current incarnation of an address."""
        found = self.recorded.current(address)  # type: ignore[arg-type]
        assert found is not None, f"nothing at {address}: {sorted(self.recorded.addresses())}"
        return found

    def ids(self, *addresses: str) -> tuple[str, ...]:
        """Physical ids."""
        return tuple(self.one(address).physical_id for address in addresses)

    # --- what happens behind its back

    def _driver(self, one: Incarnation) -> Driver:
        return self.engine.clouds.find(one.type)[1]

    def _subject(self, one: Incarnation) -> Subject:
        properties = reveal(self._driver(one).kind.with_defaults(one.properties))
        return Subject(one.physical_id, one.id, properties)

    async def look(self, one: Incarnation) -> Observation:
        """What the cloud says of an incarnation, also of one that is recorded no more."""
        seen = await self._driver(one).observe([self._subject(one)], Facts(self.engine.now()))
        return seen[one.id]

    async def vanish(self, address: str) -> None:
        """Remove what is there, behind the stack's back, and wait until it is gone."""
        one = self.one(address)
        await self._driver(one).delete(self._subject(one))
        while not isinstance(await self.look(one), Gone):
            await pause(self.cloud.tick)

    async def alter(self, address: str, **properties: Plain) -> None:
        """Change what is there in place, behind the stack's back."""
        one = self.one(address)
        subject = self._subject(one)
        await self._driver(one).update(subject, subject.properties, {**subject.properties, **properties})

    async def all_gone(self, ones: Sequence[Incarnation]) -> bool:
        """Whether nothing is left of these."""
        return all([isinstance(await self.look(one), Gone) for one in ones if one.physical_id])


async def pause(seconds: float) -> None:
    """Let the cloud's own time pass: virtual on a simulated one."""
    await asyncio.sleep(seconds)


def complete(result: Result) -> Result:
    """Assert that it went well."""
    assert result.verdict is Verdict.COMPLETE, [str(one) for one in result.failures]
    return result
