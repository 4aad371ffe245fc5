"""Driving a resource that is nothing but its record: what is to be offered is made from the properties, and kept.

After a crash nothing is left over anywhere, so `find` always says that nothing was made, and making it again is
harmless. What is recorded last is what is there: there is no drift.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from random import Random

from setpoint.clouds.builtin.waits import seen, waiting
from setpoint.clouds.cloud import CloudSettings
from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.model.address import Address, name_of
from setpoint.model.incarnation import Action
from setpoint.model.observation import Broken, Done, Observation, Outcome, Ready
from setpoint.model.value import Plain, Value
from setpoint.types.resource_type import ResourceType

_NAMESPACE = uuid.UUID("6d1f6a4e-52a5-4b0c-9f0e-6b8f5f1d3a57")


class Recorded:
    """See :class:`setpoint.clouds.driver.Driver`. Derive from it, and say what a type offers and how long it takes."""

    is_findable = True

    def __init__(self, kind: ResourceType, chance: Callable[[str], Random], settings: CloudSettings) -> None:
        """Drive ``kind``; ``chance`` gives a source of it for a token, ``settings`` are those of the cloud."""
        self.kind = kind
        self.chance = chance
        self.settings = settings

    # ---- what a type says

    def attributes(self, want: Want, token: str) -> Mapping[str, Value]:
        """What it offers to others."""
        return {}

    def physical_id(self, want: Want, token: str) -> str:
        """What it is known by: a readable name."""
        return want.name

    def seconds(
        self, action: Action, new: Mapping[str, Plain], old: Mapping[str, Plain], token: str
    ) -> float:
        """How long the action takes; for ever when negative. ``old`` is what it is before."""
        return 0

    def failure(self, properties: Mapping[str, Plain], name: str) -> str:
        """Why one that its template calls ``name`` fails; "" for one that is not made to."""
        return ""

    # ---- what the engine asks

    async def create(self, want: Want, token: str) -> Outcome:
        """Make one: work out what it offers."""
        physical_id = self.physical_id(want, token)
        seconds = self.seconds(Action.CREATE, want.properties, {}, token)
        fails = self.failure(want.properties, _name(want))
        if seconds or fails:
            return waiting(physical_id, seconds, fails=fails)
        return Done(physical_id, self.attributes(want, token))

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Change one: work out anew what it offers."""
        seconds = self.seconds(Action.UPDATE, new, old, subject.token)
        fails = self.failure(new, _name(subject.want))
        if seconds or fails:
            return waiting(subject.physical_id, seconds, fails=fails)
        return Done(subject.physical_id, self.attributes(Want(new, subject.physical_id), subject.token))

    async def delete(self, subject: Subject) -> Outcome:
        """Remove one: with its record it is gone."""
        seconds = self.seconds(Action.DELETE, subject.properties, subject.properties, subject.token)
        return waiting(subject.physical_id, seconds, goes=True) if seconds else Done(subject.physical_id)

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """Finish a deed that has taken its time."""
        return Done(subject.physical_id, self.attributes(want, subject.token))

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """Say what is recorded, and whether a deed is still under way."""
        return {one.token: self._look(one, facts.now) for one in subjects}

    def _look(self, subject: Subject, now: float) -> Observation:
        under_way = seen(subject, now)
        if under_way is not None:
            return under_way
        if subject.cursor is None and self.failure(subject.properties, ""):
            return Broken("it fails, as its properties say", attributes=subject.attributes)
        if subject.attributes or subject.cursor is not None:
            return Ready(subject.attributes)
        return Ready(self.recalled(subject))

    def recalled(self, subject: Subject) -> Mapping[str, Value]:
        """What one offers that was adopted, and came without what it offers: that is worked out anew."""
        return self.attributes(Want(subject.properties, subject.physical_id), subject.token)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Nothing was made outside the record."""
        return None


def _name(want: Want | None) -> str:
    """What its template calls it; its readable name where that is not told."""
    return name_of(Address(want.labels.get("address", want.name))) if want is not None else ""


def identity(token: str) -> str:
    """A UUID for the resource made under ``token``, the same every time."""
    return str(uuid.uuid5(_NAMESPACE, token))
