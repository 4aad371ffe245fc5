"""Bad days, drawn by a seed: a stack is changed back and forth while the cloud storms and accidents happen to it.

Whatever befalls it, the plan right after a good update is empty unless something was lost or broke since it was made,
and once the storm is over one update mends everything for good.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from setpoint.certify.simulated.accidents import break_down, drift, vanish
from setpoint.certify.simulated.chance import chance
from setpoint.certify.simulated.discovery import type_of
from setpoint.certify.simulated.faults import Faults
from setpoint.certify.simulated.invariants import broken_rules
from setpoint.certify.simulated.passing import advance
from setpoint.certify.simulated.provided import provide, provide_networks
from setpoint.certify.simulated.timings import REALISTIC, Timings
from setpoint.certify.simulated.world import World as Cloud
from setpoint.certify.trial.named import named
from setpoint.certify.virtual_time import clock
from setpoint.engine.requests.preview import action_towards, preview
from setpoint.engine.requests.surgery import mark_unhealthy
from setpoint.engine.requests.update import Options, update
from setpoint.engine.result import Verdict
from setpoint.model.address import Address
from setpoint.model.incarnation import Action, Phase, Status
from setpoint.model.plan import Plan
from setpoint.model.stack import Source
from tests.corpus.test_hot_templates import CORPUS, source_of
from tests.lifecycle.kit import HEADER, Life, complete, deeds, live, until_killed
from tests.lifecycle.nested import LEAF, TREE, App

DEEDS = 8
"""How many updates and accidents a bad day has."""

LATER = 3600.0
"""Seconds after which whatever is on its way to vanish has vanished."""


class Change(NamedTuple):
    """A stack's two sources."""

    before: Source
    after: Source


ROUTED = f"""{HEADER}
parameters:
  image: {{type: string, default: jammy}}
  flavor: {{type: string, default: small}}
  volumes: {{type: number, default: 2}}
  range: {{type: string, default: 10.9.0.0/24}}
resources:
  net: {{type: OS::Neutron::Net}}
  sub:
    type: OS::Neutron::Subnet
    properties: {{network: {{get_resource: net}}, cidr: {{get_param: range}}}}
  router: {{type: OS::Neutron::Router, properties: {{external_gateway_info: {{network: public}}}}}}
  joined:
    type: OS::Neutron::RouterInterface
    properties: {{router: {{get_resource: router}}, subnet: {{get_resource: sub}}}}
  port:
    type: OS::Neutron::Port
    properties: {{network: {{get_resource: net}}, fixed_ips: [{{subnet: {{get_resource: sub}}, ip_address: 10.9.0.7}}]}}
  address:
    type: OS::Neutron::FloatingIP
    depends_on: joined
    properties: {{floating_network: public, port_id: {{get_resource: port}}}}
  secret: {{type: OS::Heat::RandomString}}
  server:
    type: OS::Nova::Server
    properties:
      flavor: {{get_param: flavor}}
      image: {{get_param: image}}
      image_update_policy: REPLACE
      networks: [{{port: {{get_resource: port}}}}]
      user_data_format: RAW
      user_data: {{get_attr: [secret, value]}}
  disk: {{type: OS::Cinder::Volume, properties: {{size: 1}}}}
  attached:
    type: OS::Cinder::VolumeAttachment
    properties: {{instance_uuid: {{get_resource: server}}, volume_id: {{get_resource: disk}}}}
  count: {{type: OS::Heat::TestResource, properties: {{value: {{get_param: volumes}}}}}}
  volumes:
    type: OS::Heat::ResourceGroup
    properties:
      count: {{get_attr: [count, output]}}
      resource_def: {{type: OS::Cinder::Volume, properties: {{size: 1, name: {{get_resource: server}}}}}}
"""


def _routed() -> Change:
    source = Source(ROUTED, "routed.yaml")
    changed = {"image": "noble", "flavor": "large", "volumes": 1, "range": "10.9.0.0/16"}
    return Change(source, msgspec.structs.replace(source, parameters=changed))


def _nested() -> Change:
    user = {"type": "OS::Cinder::Volume", "properties": {"size": 1, "name": {"get_resource": "tree"}}}
    tree = {"type": TREE, "properties": {"size": "2"}}
    leaf = {"type": LEAF, "properties": {"value": {"get_resource": "user"}}}
    before = App({"tree": tree, "user": user, "leaf": leaf})
    smaller = {"type": TREE, "properties": {"size": "1"}}
    after = App({"tree": smaller, "user": user, "new": {**leaf, "depends_on": ["tree"]}}, "two", wide=True)
    return Change(before.source(), after.source())


def _corpus(name: str, **changed: object) -> Change:
    source = source_of(CORPUS / f"{name}.yaml")
    environment = {key: value for key, value in source.environment.items() if key != "resource_registry"}
    registry = source.environment.get("resource_registry")
    if isinstance(registry, dict):  # without its breakpoints and restrictions: nobody is there to clear them
        environment["resource_registry"] = {k: v for k, v in registry.items() if k != "resources"}
    given = {**source.parameters}
    source = msgspec.structs.replace(source, environment=environment, parameters=given)
    return Change(source, msgspec.structs.replace(source, parameters={**given, **changed}))


CHANGES: dict[str, Callable[[], Change]] = {
    "routed": _routed,
    "nested": _nested,
    "groups": lambda: _corpus("groups", count=1),
    "chains": lambda: _corpus("chains-and-stacks"),
    "tiers": lambda: _corpus("three-tiers", flavor="m1.large", web_servers=3),
}
"""Stacks by name."""


def soak(change: Change, seed: int) -> None:
    """Live through a bad day drawn by ``seed``. Raises AssertionError for whatever goes wrong for good."""
    live(_Day(change, seed).go())


class _Day:
    """One stack on one bad day."""

    def __init__(self, change: Change, seed: int) -> None:
        self._change = change
        self._seed = seed
        cloud = Cloud(seed)
        provide_networks(cloud)
        timings = REALISTIC if self._drawn("timings", 2) else Timings()
        self.life = Life(world=cloud, faults=Faults.storm(seed), timings=timings)
        self.told: list[str] = []

    def _drawn(self, for_what: object, among: int) -> int:
        return int(chance(self._seed, for_what) * among)

    async def go(self) -> None:
        try:
            await self._provide()
            for number in range(DEEDS):
                await self._deed(number)
            await self._calm_down()
        except BaseException as problem:
            problem.add_note("\n".join(self.told))
            raise

    async def _provide(self) -> None:
        """What the templates take to be there is there."""
        for source in self._change:
            stack = self.life.stack()
            found = await preview(self.life.engine, stack, source, Action.CREATE, looks=False)
            for type_name, name in sorted(named(found.wanted.tree.definitions.values())):
                provide(self.life.world, type_name, name)

    # --- what happens

    async def _deed(self, number: int) -> None:
        accident = self._drawn((number, "accident"), 3)
        if accident:
            await self._accident(number)
        source = self._change[self._drawn((number, "source"), 2)]
        if self._drawn((number, "down"), 12) == 0:
            if self.life.records.stack("app") is not None:
                await self._update(None, number)
        else:
            await self._update(source, number)

    async def _accident(self, number: int) -> None:
        living = [thing for thing in self.life.world.things.values() if thing.labels]
        if not living:
            return
        thing = living[self._drawn((number, "victim"), len(living))]
        what = ("vanish", "break", "drift", "mark")[self._drawn((number, "what"), 4)]
        if what == "vanish":
            vanish(self.life.world, thing.id)
        elif what == "break" and type_of(thing).building is not None:
            break_down(self.life.world, thing.id)
        elif what == "drift" and "name" in thing.properties:
            drift(self.life.world, thing.id, name="renamed by hand")
        elif what == "mark" and self.life.stack().status is not Status.IN_PROGRESS:
            address = Address(thing.labels["address"])
            if self.life.recorded.current(address) is None:
                return
            await mark_unhealthy(self.life.engine, "app", address, "answers slowly")
        else:
            return
        self.told.append(f"{clock():.1f} {what} {thing.labels['address']} {thing.id}")

    async def _update(self, source: Source | None, number: int) -> None:
        rollback = bool(self._drawn((number, "rollback"), 2))
        which = self._called(source)
        if self._drawn((number, "killed"), 4) == 0:
            durable = bool(self._drawn((number, "durable"), 2))
            self.life.crash_at(self._drawn((number, "commit"), 40), after=durable)
        stack = msgspec.structs.replace(self.life.stack(), rollback=rollback)
        was_cut_off = stack.status is Status.IN_PROGRESS  # and may be carried on, without another look
        going = update(self.life.engine, stack, source, Options(settings={"rollback": rollback}))
        task = asyncio.ensure_future(going)
        was_killed = await until_killed(task)
        self.life = self.life.restarted()
        if was_killed:
            self.told.append(f"{clock():.1f} killed on the way to {which}")
            return
        result = task.result()
        failures = [str(one) for one in result.failures[:2]]
        self.told.append(f"{clock():.1f} {which}: {result.verdict} {failures}")
        if result.verdict is Verdict.COMPLETE and source is not None and not was_cut_off:
            await self._rests(source)

    def _called(self, source: Source | None) -> str:
        return "nothing" if source is None else ("before", "after")[self._change.index(source)]

    async def _rests(self, source: Source) -> None:
        """The plan is empty, unless something was lost or broke."""
        lost = self._lost()
        plan = await self._plan(source)
        assert plan.is_empty or lost or self._lost(), deeds(plan)

    def _lost(self) -> list[str]:
        things = self.life.world.things
        advance(self.life.world, clock())
        return [
            one.address
            for one in self.life.recorded
            if not one.composite
            and not one.type.startswith("OS::Heat")
            and (one.physical_id not in things or things[one.physical_id].status == "ERROR")
        ]

    async def _plan(self, source: Source) -> Plan:
        stack = self.life.stack()
        return (await preview(self.life.engine, stack, source, action_towards(stack, source))).plan

    # --- afterwards

    async def _calm_down(self) -> None:
        """One update mends all, for good; and all of it can go."""
        life = self.life
        life.faults.rates.clear()
        advance(life.world, clock() + LATER)
        await self._carry_on()
        for source in (self._change[self._drawn("end", 2)], None):
            if source is None and life.records.stack("app") is None:
                break
            self.told.append(f"{clock():.1f} calm, on the way to {self._called(source)}")
            complete(await update(life.engine, life.stack(), source))
            wrong = (*broken_rules(life.world), *life.store.examine())
            assert not wrong, [str(one) for one in wrong]
            if source is not None:
                plan = await self._plan(source)
                assert plan.is_empty, deeds(plan)
                self._nothing_is_left()
                assert all(
                    one.phase is Phase.CURRENT and one.status is Status.COMPLETE for one in life.recorded
                )
        self._nothing_is_left()

    def _nothing_is_left(self) -> None:
        """All that is not recorded is gone, or was let go of on purpose."""
        told = self.life.records.events(limit=100_000)
        released = {event.physical_id for event in told if event.reason == "left as it is"}
        recorded = {one.physical_id for one in self.life.recorded}
        made = {thing.id for thing in self.life.world.things.values() if thing.labels}
        assert made <= recorded | released, f"left behind: {made - recorded - released}"

    async def _carry_on(self) -> None:
        """A plan that was cut off is carried out as it was made, however the world has changed since; it may fail."""
        stack = self.life.stack()
        if stack.status is Status.IN_PROGRESS:
            revision = self.life.records.revision(stack.id, stack.revision)
            await update(self.life.engine, stack, revision.source if revision else None)
