"""What Aodh's alarms share: they differ in their rule only.

Follows the Alarming API v2. A change there replaces the whole alarm, its state included: so an update reads it before,
and sends everything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.drivers.aodh.actions import actions, actions_seen
from setpoint.clouds.openstack.rest.carrier import Carrier, Description
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

ALARM = Api("alarm", "v2")


class InDescription(Description):
    """In the description; lists can be asked for a name, and alarms have names that are made up for them."""

    def query(self, token: str, want: Want) -> Mapping[str, str]:
        """See :class:`Carrier`."""
        return {"q.field": "name", "q.op": "eq", "q.value": want.name}


def given(entries: Any) -> Any:
    """Maps in a list without what is not given: what an alarm does with nothing there, it decides itself."""
    return [{key: value for key, value in entry.items() if value is not None} for entry in entries]


COMMON = (
    Field("description"),
    Field("enabled"),
    Field("repeat_actions"),
    Field("severity"),
    Field("time_constraints", out=given),
)
"""What every alarm has, beside its actions."""

THRESHOLD = (
    Field("aggregation_method"),
    Field("comparison_operator"),
    Field("evaluation_periods"),
    Field("granularity"),
    Field("threshold"),
)
"""What rules on measurements have in common."""


class AodhDriver(RestDriver):
    """Alarms of one type. ``rule`` are the properties that its rule is made of."""

    api = ALARM
    path, one, many = "alarms", "", ""
    carrier: ClassVar[Carrier | None] = InDescription(longest=60_000)
    fields: ClassVar[tuple[Field, ...]] = COMMON
    type: ClassVar[str]
    """As Aodh calls it."""
    rule: ClassVar[tuple[Field, ...]]

    def __init_subclass__(cls) -> None:
        """What is sent and seen is what all have, and the rule."""
        cls.fields = (*COMMON, *cls.rule)

    def id_of(self, shown: Shown) -> str:
        """See :meth:`RestDriver.id_of`."""
        return str(shown["alarm_id"])

    instead: ClassVar[str] = ""
    """What is to be used where Aodh has no such alarms any more."""

    # ---- making and changing

    async def create(self, want: Want, token: str) -> Outcome:
        """See :meth:`RestDriver.create`. Which types of alarms there are, Aodh does not list."""
        try:
            return await super().create(want, token)
        except ResourceError as refusal:
            if not re.search(rf"unknown attribute.*\b{self.type}_rule", str(refusal), re.IGNORECASE):
                raise
            raise ResourceError(
                Diagnostic(
                    f"this cloud's alarming service has no alarms of type {self.type!r}",
                    detail=str(refusal),
                    advice=self.instead or "leave it out, or ask the cloud's operator for a newer Aodh",
                )
            ) from None

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        body = await super().body(want)
        rule = {one.key: body.pop(one.key) for one in self.rule if one.key in body}
        told = {"name": want.name, "type": self.type, f"{self.type}_rule": self.told(rule)}
        return {**body, **told, **actions(want.properties)}

    def told(self, rule: dict[str, Plain]) -> Plain:
        """The rule as Aodh is told of it."""
        return rule

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Replace the whole, where anything differs."""
        if all(old.get(name) == new.get(name) for name in {**old, **new}):
            return await self.settled(subject.physical_id, await self.service_shows(subject), new)
        return await self._replace(subject, new)

    async def _replace(self, subject: Subject, new: Mapping[str, Plain]) -> Outcome:
        """Make it what ``new`` says, in the state in which it is."""
        shown = await self.service_shows(subject)
        want = Want(new, str(shown["name"]))
        body = await self.body(want)
        assert self.carrier is not None
        self.carrier.mark(body, subject.token, want)
        answer = await self.service.put(self.address(subject.physical_id), {**body, "state": shown["state"]})
        return await self.settled(subject.physical_id, answer, new)

    async def suspend(self, subject: Subject) -> Outcome:
        """Evaluate it no more."""
        return await self._replace(subject, {**subject.properties, "enabled": False})

    async def resume(self, subject: Subject) -> Outcome:
        """Evaluate it again, if it is to be evaluated at all."""
        return await self._replace(subject, subject.properties)

    # ---- looking

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        rule = self.untold(shown[f"{self.type}_rule"])
        return super().seen({**shown, **rule}, wanted) | actions_seen(shown, wanted)

    def untold(self, rule: Any) -> Mapping[str, Plain]:
        """The opposite of :meth:`told`."""
        found: Mapping[str, Plain] = rule
        return found
