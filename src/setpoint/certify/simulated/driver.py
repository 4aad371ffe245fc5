"""One driver for all simulated types: what creating, looking at, changing and deleting have in common.

It keeps the contract of :mod:`setpoint.clouds.driver` to the letter. Two creates with one token make two things, as
on a real cloud; only `find` tells that the first one was enough.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.chance import fingerprint
from setpoint.certify.simulated.faults import SLOWLY, Fault
from setpoint.certify.simulated.passing import finish, refuse_while_held, remove
from setpoint.certify.simulated.simulated_type import Phase, SimulatedType, describe, revised
from setpoint.certify.simulated.wire import Deed, Wire
from setpoint.certify.simulated.world import VANISHED, Bond, Call, Thing, Work, World
from setpoint.clouds.driver import Existing, Facts, Subject, Want
from setpoint.model.change import Change
from setpoint.model.errors import SetpointError
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Accepted, Broken, Done, Gone, Observation, Outcome, Pending, Ready
from setpoint.model.value import Plain, Value
from setpoint.types.notes import dotted
from setpoint.types.resource_type import ResourceType

T = TypeVar("T")

TOLD = "told"
"""The key in a thing's state under which a fingerprint is of how whatever runs within it was told to ask."""

VANISHES_AFTER = 30.0
"""Seconds after it is ready that a thing vanishes, when that is its fate."""


class SimulatedDriver:
    """Drives one simulated type."""

    def __init__(
        self, wire: Wire, type: SimulatedType, kind: ResourceKind, *, is_findable: bool = True
    ) -> None:
        """Drive ``type``, whose schema is ``kind``, over ``wire``."""
        self._wire = wire
        self._type = type
        self._kind = kind
        self._is_findable = is_findable

    @property
    def kind(self) -> ResourceKind:
        """The schema that it drives."""
        return self._kind

    @property
    def is_findable(self) -> bool:
        """Whether a token travels with ``create``."""
        return self._is_findable

    @property
    def _world(self) -> World:
        return self._wire.world

    async def _send(self, verb: str, subject: str, name: str, deed: Deed[T]) -> T:
        return await self._wire.send(verb, self._type.name, subject, name, deed)

    # --- looking

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """One list call for all of them."""
        return await self._send(
            "observe", "", "", lambda _call, now: {one.token: self._seen(one, now) for one in subjects}
        )

    def _seen(self, subject: Subject, now: float) -> Observation:
        thing = self._world.get(self._type.name, subject.physical_id)
        lag = self._wire.timings.lag
        if lag and now < self._changed_at(thing, subject.physical_id) + lag:
            return Pending("the list has not caught up with it")
        if thing is None or thing.status == VANISHED:
            return Gone(is_place_kept=thing is not None)
        if thing.work is not None or (thing.cursor is not None and subject.cursor is None):
            return Pending(self._type.status(self._world, thing))
        attributes, seen = self._shown(thing, subject.properties)
        return Broken(thing.why, seen, attributes) if thing.status == "ERROR" else Ready(attributes, seen)

    def _changed_at(self, thing: Thing | None, id: str) -> float:
        return thing.changed_at if thing is not None else self._world.removed.get(id, float("-inf"))

    def _shown(
        self, thing: Thing, recorded: Mapping[str, Plain]
    ) -> tuple[dict[str, Plain], dict[str, Plain]]:
        seen = self._type.seen(self._world, thing, recorded)
        show = {"id": thing.id, **seen, "name": thing.name, "status": self._type.status(self._world, thing)}
        return {**self._type.attributes(self._world, thing), "show": show}, seen

    @property
    def imports(self) -> bool:
        """See :class:`setpoint.clouds.driver.Importable`."""
        return True

    async def existing(self, ids: Collection[str] | None = None) -> Sequence[Existing]:
        """One list call."""
        return await self._send("list", "", "", lambda _call, _now: self._existing(ids))

    def _existing(self, ids: Collection[str] | None) -> list[Existing]:
        several = [one for one in self._world.of_type(self._type.name) if ids is None or one.id in ids]
        return [self._told(one) for one in several if one.work is None and one.status != VANISHED]

    def _told(self, thing: Thing) -> Existing:
        usual = self._stored(self._kind.with_defaults({}))
        given = {name: value for name, value in thing.properties.items() if value != usual.get(name)}
        hidden = self._type.concealed & given.keys()
        is_brought = not thing.token and Bond.PART in thing.bonds.values()
        return Existing(
            thing.id,
            thing.name,
            given.get("tags") or (),
            {name: value for name, value in given.items() if name not in hidden},
            sorted(name for name in hidden if given[name] != fingerprint(None)),
            is_ours=not (thing.provided or is_brought),
        )

    @property
    def on_demand(self) -> frozenset[str]:
        """The attributes that are told when asked for."""
        return self._type.on_demand

    async def tell(self, subject: Subject, path: Sequence[Value]) -> Value:
        """Tell one of them."""
        told = await self._send(
            "tell",
            subject.physical_id,
            "",
            lambda _call, _now: self._type.tell(self._world, self._mine(subject), str(path[0])),
        )
        return told.get(path[1]) if len(path) > 1 else told

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look in the list; where that may lag behind, once more when it has caught up."""
        if self._wire.timings.lag:
            await asyncio.sleep(self._wire.timings.lag)
        return await self._send("find", token, want.name, lambda _call, _now: self._found(token, want))

    def _found(self, token: str, want: Want) -> Outcome | None:
        mine = [one for one in self._world.of_token(token) if one.type == self._type.name]
        mine.sort(key=lambda one: one.is_going)  # what is being deleted is found as long as nothing else is
        return self._outcome(mine[0], want.properties) if mine else None

    # --- making

    async def create(self, want: Want, token: str) -> Outcome:
        """Make one."""
        return await self._send(
            "create", token, want.name, lambda call, now: self._create(want, token, call, now)
        )

    def _create(self, want: Want, token: str, call: Call, now: float) -> Outcome:
        world, kind = self._world, self._type
        thing = Thing(
            kind.identify(world, want.properties, want.name),
            kind.name,
            token,
            str(want.properties.get("name") or want.name),
            dict(want.labels),
            dict(want.properties),
            created_at=now,
            changed_at=now,
        )
        self._refuse_forbidden(want.properties, {})
        before = self._predecessor(want)
        thing.state = kind.inherited(before) if before else {}
        kind.admit(world, thing, None)
        if want.polling is not None:
            thing.state[TOLD] = fingerprint(want.polling.collecting())
        thing.properties = self._stored(want.properties)
        world.add(thing, instead_of=before)
        try:
            kind.made(world, thing)
        except SetpointError:
            remove(world, thing, now)
            raise
        self._set_to_work(thing, kind.building, call, now)
        return self._outcome(thing, want.properties)

    def _refuse_forbidden(self, properties: Mapping[str, Plain], before: Mapping[str, Plain]) -> None:
        """Refuse what only other roles may make, or say."""
        roles = self._world.roles
        if roles and isinstance(self._kind, ResourceType):
            had = {path for path, _ in self._kind.needs_roles(before)} if before else set()
            for path, needed in self._kind.needs_roles(properties):
                if path not in had and not set(roles) & set(needed):
                    raise refusals.not_allowed(dotted(path) or f"this for {self._type.title}s")

    def _predecessor(self, want: Want) -> Thing | None:
        """Whose place a new one may take."""
        if not self._kind.takes_over:
            return None
        found = (self._world.get(self._type.name, one) for one in want.predecessors.values())
        return next((thing for thing in found if thing is not None), None)

    def _outcome(self, thing: Thing, recorded: Mapping[str, Plain]) -> Outcome:
        """What a deed on ``thing`` answers, or would have answered had its answer not been lost."""
        if thing.work is not None or thing.cursor is not None or thing.status == "ERROR":
            return Accepted(thing.id, thing.cursor)
        return Done(thing.id, *self._shown(thing, recorded))

    def _stored(self, properties: Mapping[str, Plain]) -> dict[str, Plain]:
        """What the world keeps of properties: secrets only so far that a change of one is noticed."""
        hidden = self._type.concealed & properties.keys()
        return {**properties, **{name: fingerprint(properties[name]) for name in hidden}}

    # --- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Change what of ``new`` differs from ``old``: of what else has become of it a service is not told."""
        return await self._send(
            "update", subject.physical_id, "", lambda call, now: self._update(subject, old, new, call, now)
        )

    def _update(
        self,
        subject: Subject,
        old: Mapping[str, Plain] | None,
        new: Mapping[str, Plain],
        call: Call,
        now: float,
    ) -> Outcome:
        thing = self._mine(subject)
        new = self._kind.with_defaults(new)
        if old is not None:
            new = self._with_changes(thing, self._kind.with_defaults(old), new)
        wanted = self._stored(new)
        if thing.status == VANISHED:
            thing.status = "ACTIVE"
            self._world.touch(thing)
        if thing.cursor is None and wanted != thing.properties:
            self._refuse_while_busy(thing)
            self._refuse_forbidden(new, thing.properties)
            self._refuse_fixed(thing, wanted)
            thing = self._change(thing, new, wanted, call, now)
        return self._outcome(thing, new)

    def _with_changes(
        self, thing: Thing, old: Mapping[str, Plain], new: Mapping[str, Plain]
    ) -> dict[str, Plain]:
        """The properties of a thing with what differs between two others."""
        hidden = self._type.concealed
        kept = {name for name in new.keys() | old.keys() if old.get(name) == new.get(name)} - hidden
        has = {name: value for name, value in thing.properties.items() if name in kept}
        return {**{name: value for name, value in new.items() if name not in kept}, **has}

    def _mine(self, subject: Subject) -> Thing:
        thing = self._world.get(self._type.name, subject.physical_id)
        if thing is None:
            raise refusals.gone(self._type.title, subject.physical_id)
        return thing

    def _change(
        self, before: Thing, new: dict[str, Plain], stored: dict[str, Plain], call: Call, now: float
    ) -> Thing:
        world, kind = self._world, self._type
        after = revised(
            before,
            properties=new,
            name=str(new.get("name") or before.name),
            state=dict(before.state),
            bonds={},
            claims=[],
            usage={},
            changed_at=now,
        )
        kind.admit(world, after, before)
        after.properties = stored
        world.replace(before, after)
        try:
            kind.changed(world, before, after)
        except SetpointError:
            world.put(before)
            raise
        self._set_to_work(after, kind.phase(before, after), call, now)
        return after

    def _refuse_fixed(self, thing: Thing, wanted: Mapping[str, Plain]) -> None:
        for change in self._kind.how_to_change(thing.properties, wanted):
            if change.cost is Change.REPLACE:
                raise refusals.bad_request(
                    f"{change.name} of {describe(self._type, thing)} cannot be changed"
                )

    def _refuse_while_busy(self, thing: Thing) -> None:
        if thing.work is not None:
            raise refusals.busy(describe(self._type, thing), self._type.status(self._world, thing))

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """Do the next phase, and then whatever else is wanted by now."""
        return await self._send(
            "go_on", subject.physical_id, want.name, lambda call, now: self._go_on(subject, want, call, now)
        )

    def _go_on(self, subject: Subject, want: Want, call: Call, now: float) -> Outcome:
        if subject.cursor == self._type.farewell and subject.physical_id not in self._world.things:
            return Done(subject.physical_id)
        thing = self._mine(subject)
        if thing.cursor is None or thing.work is not None:
            return self._outcome(thing, want.properties)
        phase, thing.cursor = self._type.next_phase(thing, thing.cursor), None
        if phase is None:
            thing.status = "ACTIVE"
            self._world.touch(thing)
            return self._update(subject, None, want.properties, call, now)
        self._set_to_work(thing, phase, call, now)
        if self._stored(self._kind.with_defaults(want.properties)) != thing.properties:
            thing.cursor = {}  # something newer is wanted by now: come back for it
        return self._outcome(thing, want.properties)

    # --- removing

    async def delete(self, subject: Subject) -> Outcome:
        """Remove one that nobody holds."""
        return await self._send(
            "delete", subject.physical_id, "", lambda call, now: self._delete(subject, call, now)
        )

    def _delete(self, subject: Subject, call: Call, now: float) -> Outcome:
        thing = self._mine(subject)
        if thing.is_going:
            return Accepted(thing.id, self._type.farewell)
        refuse_while_held(self._world, thing)
        self._set_to_work(thing, Phase("DELETING", ""), call, now)
        gone = thing.id not in self._world.things
        return Done(thing.id) if gone else Accepted(thing.id, self._type.farewell)

    # --- what takes time

    def _set_to_work(self, thing: Thing, phase: Phase | None, call: Call, now: float) -> None:
        """Begin a phase; with nothing to wait for, end it at once. The call's fault decides how it will end."""
        if phase is None and not call.fault:
            return
        fault = call.fault
        seconds = self._wire.timings.of_work(self._world.seed, call, self._type) if phase else 0.0
        if fault == Fault.SLOW:
            seconds = seconds * SLOWLY or SLOWLY
        if fault == Fault.VANISH:
            thing.vanishes_at = now + seconds + VANISHES_AFTER
        phase = phase or Phase("BUSY")
        fails = fault == Fault.ERROR
        until = None if fault == Fault.STUCK else now + seconds
        thing.status, thing.changed_at = phase.during, now
        thing.cursor = None if fails else phase.cursor
        thing.work = (
            Work(until, "ERROR", f"its {call.verb} failed") if fails else Work(until, phase.after, thing.why)
        )
        if seconds or until is None:
            self._world.touch(thing)
        else:
            finish(self._world, thing)
