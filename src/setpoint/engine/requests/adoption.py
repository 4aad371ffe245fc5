"""Taking up things that exist, by their ids: each is looked at, in a few calls for all of them, and none is touched.

What one is to be may hang on what another one shows. So they are taken up in waves: all at once that need nothing but
what has been seen. What no id was given for has failed, as in Heat, and the nested stacks and groups around it with
that: the next update makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from setpoint.clouds.driver import Want
from setpoint.engine.desired import Desired
from setpoint.engine.engine import Engine
from setpoint.engine.lacking import record_lacking
from setpoint.engine.observe import observe
from setpoint.engine.planner import Situation, plan_towards
from setpoint.engine.requests.carried import DRAWN, MEMBERS, NAMELESS, NOTHING, CarriedPast, recalled
from setpoint.engine.scope import WorldScope
from setpoint.engine.signals import awaiting, facts, signalled
from setpoint.engine.world import World
from setpoint.model.address import ROOT, Address, container_of
from setpoint.model.definition import Definition
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import ResourceError, Retry
from setpoint.model.incarnation import Action, Incarnation, IncarnationId, Phase
from setpoint.model.kind import CompositeKind, is_composite
from setpoint.model.observation import Broken, Gone, Observation, Ready
from setpoint.model.plan import Plan
from setpoint.model.signal import Signals
from setpoint.model.stack import Stack
from setpoint.model.value import Plain, Value, reveal
from setpoint.types.catalogue import find

Carried = Mapping[Address, Mapping[str, Any]]
"""What is known of the things to be taken up: by address, as :mod:`setpoint.engine.requests.carried` has them."""


class Adoption:
    """A stack in the making, of things that exist: ``world`` is what would be recorded of it."""

    def __init__(self, engine: Engine, stack: Stack, wanted: Desired, carried: Carried) -> None:
        """Take up for ``stack``, as ``wanted`` has it, what ``carried`` names."""
        self.stack = stack
        self.wanted = wanted
        self.world = World()
        self.findings = Findings()
        self._engine = engine
        self._carried = carried
        self._observed: dict[IncarnationId, Observation] = {}
        self._identities: set[IncarnationId] = set()
        self._scope = WorldScope(wanted.tree, self.world)

    async def take_up(self) -> None:
        """Look at everything, and note what is wrong among the findings."""
        waiting = dict.fromkeys(self._at(ROOT))
        while waiting and not self.findings.has_errors:
            missing = _with_containers(waiting)
            ready = [one for one in waiting if missing.isdisjoint(self.wanted.tree.dependencies(one))]
            assert ready, waiting
            for address in ready:
                del waiting[address]
            singles = [one for address in ready if (one := self._begun(address)) is not None]
            for address in ready:
                waiting.update(dict.fromkeys(self._at(address)))
            await self._look_at(singles)
        if not self.findings.has_errors:
            record_lacking(self._engine, self.wanted.tree, self.world)

    @property
    def plan(self) -> Plan:
        """What an update to the same template would do after it."""
        situation = Situation(
            plan=self._engine.new_plan_id(),
            stack=self.stack.id,
            sequence=self.stack.sequence,
            revision=1,
            parent_revision=0,
            kinds=find,
            observed=self._observed,
        )
        return plan_towards(self.wanted.tree, self.world, situation, Action.UPDATE)

    # ---- waves

    def _at(self, container: Address) -> Iterable[Address]:
        """The members of a container that were carried, and what holds others."""
        tree = self.wanted.tree
        return [
            one
            for one in tree.members(container)
            if one in self._carried or is_composite(tree.definitions[one].kind)
        ]

    def _begun(self, address: Address) -> Incarnation | None:
        """A new record; that of a composite is complete, and its members follow."""
        found, tree = self._carried.get(address, NOTHING), self.wanted.tree
        definition = tree.definitions[address]
        identity = self._identity(found.get("id"))
        physical_id = str(found.get("resource_id") or (identity if MEMBERS in found else ""))
        type_name = definition.kind.name
        if not physical_id and (type_name in NAMELESS or awaiting(type_name) is not None):
            physical_id = self._engine.new_id()  # it has waited, and Heat has no id for that
        if not physical_id:
            return None
        properties = self._properties(definition)
        needs = [self.world.current(one) for one in tree.dependencies(address)]
        now = self._engine.now()
        metadata, signals = _told_apart(definition.kind.name, found.get("metadata") or None)
        one = Incarnation(
            identity,
            address,
            definition.kind.name,
            phase=Phase.CURRENT,
            site=tree.site(address),
            physical_id=physical_id,
            external=definition.external_id is not None,
            action=Action.ADOPT,
            properties=properties,
            signals=signals,
            metadata=metadata,
            needs=tuple(need.id for need in needs if need is not None),
            deletion_policy=definition.deletion_policy,
            alias=definition.alias,
            revision=1,
            created_at=now,
            updated_at=now,
        )
        if not is_composite(definition.kind):
            return msgspec.structs.replace(one, attributes=recalled(one.type, found))
        if self.findings.has_errors:
            return None
        shape = self._shape(definition.kind, properties, found)
        if shape is None:
            self._refuse(one, "what it holds depends on what is not there", "give that an id, too")
            return None
        tree.graft(definition.kind.compose(definition, properties, shape))
        self.world.put(msgspec.structs.replace(one, physical_id=one.id, composite=True, shape=shape))
        if MEMBERS not in found:
            self._refuse(
                one, "what it holds is not there", "take what it holds from where it was, as `resources`"
            )
        return None

    def _identity(self, told: Any) -> IncarnationId:
        """The id that a thing had, where no other is said to have had it; else a new one."""
        found = _identity(told)
        if found is None or found in self._identities:
            found = IncarnationId(self._engine.new_id())
        self._identities.add(found)
        return found

    def _shape(self, kind: CompositeKind, properties: Mapping[str, Value], found: Mapping[str, Any]) -> Plain:
        """The shape that one had, where it is of its kind; else the one that it would have with those members."""
        own, had = kind.shape(properties, CarriedPast(found)), found.get("shape")
        is_alike = isinstance(own, dict) and isinstance(had, dict) and own.keys() == had.keys()
        return had if is_alike and "removed" in own else own

    def _properties(self, definition: Definition) -> dict[str, Value]:
        """Of what is only read nothing is wanted."""
        if definition.external_id is not None:
            return {}
        given = self._scope.properties(definition)
        return definition.kind.check(given, definition.place_of, self.findings)

    # ---- looking

    async def _look_at(self, several: list[Incarnation]) -> None:
        clouds = self._engine.clouds
        for one in several:
            if not clouds.has(one.type):
                self._refuse(one, "no cloud here drives it", "choose another --cloud")
        if self.findings.has_errors:
            return
        seen = await observe(several, clouds, facts(self.world, self._engine.now))
        for one in several:
            observation = seen.observed.get(one.id)
            if isinstance(observation, Gone):
                one, observation = await self._looked_for(one)  # noqa: PLW2901 - it goes by another id
            self._put(one, observation, seen.unseen.get(one.type, ""))

    async def _looked_for(self, one: Incarnation) -> tuple[Incarnation, Observation | None]:
        """Who made a thing may call it what nobody else does; what it is then says which one is meant."""
        driver = self._engine.clouds.find(one.type, one.site)[1]
        want = Want(reveal(driver.kind.with_defaults(one.properties)), "")
        try:
            found = await driver.find(one.id, want) if driver.is_findable else None
        except (ResourceError, Retry):
            found = None
        if found is None:
            return one, Gone()
        one = msgspec.structs.replace(one, physical_id=found.physical_id)
        seen = await observe([one], self._engine.clouds, facts(self.world, self._engine.now))
        return one, seen.observed.get(one.id)

    def _put(self, one: Incarnation, seen: Observation | None, why: str) -> None:
        if seen is None:
            self._refuse(one, f"it could not be looked at{f': {why}' if why else ''}", "try again")
        elif isinstance(seen, Gone):
            self._refuse(one, f"{one.type} {one.physical_id} is not there")
        else:
            if isinstance(seen, (Ready, Broken)):
                attributes = dict(seen.attributes) or one.attributes
                one = msgspec.structs.replace(one, attributes=attributes, seen=dict(seen.seen))
            if one.type in DRAWN and not one.attributes:
                self._refuse(
                    one,
                    "its value is not in the file, and would be drawn anew",
                    "`stack abandon` writes it down",
                )
            self.world.put(one)
            self._observed[one.id] = seen

    def _refuse(self, one: Incarnation, why: str, advice: str = "") -> None:
        place = self.wanted.tree.definitions[one.address].place
        self.findings.error(f"{one.address}: {why}", place=place, advice=advice, address=one.address)


def _identity(told: Any) -> IncarnationId | None:
    """The id that a thing had, where that is one that was ever given: the name of somebody's stack is none."""
    try:
        return IncarnationId(str(UUID(told))) if isinstance(told, str) else None
    except ValueError:
        return None


def _told_apart(type_name: str, metadata: Any) -> tuple[Any, Signals]:
    """What its template says, and what it was signalled: Heat keeps both as metadata."""
    kind = signalled(type_name)
    signals = kind.recall(metadata) if kind is not None and isinstance(metadata, Mapping) else {}
    if not signals:
        return metadata, {}
    return {name: one for name, one in metadata.items() if name not in signals} or None, signals


def _with_containers(waiting: Iterable[Address]) -> set[Address]:
    """What cannot be built on yet: all that waits, and whatever holds that."""
    found = set(waiting)
    for one in waiting:
        container = container_of(one)
        while container != ROOT and container not in found:
            found.add(container)
            container = container_of(container)
    return found
