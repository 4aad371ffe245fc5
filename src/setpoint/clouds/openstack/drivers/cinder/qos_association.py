"""``OS::Cinder::QoSAssociation``: which volume types have which QoS specs. Only an administrator may say so.

Every type shows the specs that it has: one list call for all associations. One is known by the id of its specs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.drivers.cinder.cinder import ALL_TYPES, QOS_SPECS, VOLUME_TYPES, CinderDriver
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.field import ids
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.observation import Done, Gone, Observation, Outcome, Ready
from setpoint.model.value import Plain


class QoSAssociation(CinderDriver):
    """An association. It is there as long as one of its types has the specs."""

    path, one, many = ALL_TYPES, "volume_type", "volume_types"
    is_findable = True
    """A type has one set of specs at most, so that it has them says it all."""

    # ---- looking

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """The ids of all types, by the specs that they have."""
        found: dict[str, list[str]] = {}
        for one in await self.service.pages(self.path, self.many):
            if one.get("qos_specs_id"):
                found.setdefault(one["qos_specs_id"], []).append(one["id"])
        return {specs: {"id": specs, "volume_types": types} for specs, types in found.items()}

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        yield QOS_SPECS, wanted["qos_specs"]
        for word in wanted["volume_types"]:
            yield VOLUME_TYPES, word

    def observed(self, subject: Subject, shown: Shown | None, facts: Facts) -> Observation:
        """See :meth:`RestDriver.observed`; other types that have the specs are somebody else's."""
        seen = self.seen(shown or {"volume_types": ()}, subject.properties)
        return Ready({"show": seen}, seen) if seen["volume_types"] else Gone()

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        known = self.region.names.known
        there = [
            word for word in wanted["volume_types"] if known(VOLUME_TYPES, word) in shown["volume_types"]
        ]
        return {"qos_specs": wanted["qos_specs"], "volume_types": there}

    # ---- making and changing

    async def create(self, want: Want, token: str) -> Outcome:
        """Let its types have the specs."""
        specs = await self.region.names.id(QOS_SPECS, str(want.properties["qos_specs"]))
        return await self._bring(specs, [], want.properties)

    async def _bring(self, specs: str, before: Sequence[str], wanted: Mapping[str, Plain]) -> Outcome:
        """Let the types that are wanted have the specs, and those of ``before`` no more. Safe to repeat."""
        after = await ids(self.region.names, VOLUME_TYPES, wanted["volume_types"])
        for one in after:
            if one not in before:
                await self._tell(specs, "associate", one)
        for one in before:
            if one not in after:
                with suppress(NotFound):
                    await self._tell(specs, "disassociate", one)
        seen = {"qos_specs": wanted["qos_specs"], "volume_types": wanted["volume_types"]}
        return Done(specs, {"show": seen}, seen)

    async def _tell(self, specs: str, deed: str, volume_type: str) -> None:
        """Cinder is told by GET, and answers with nothing."""
        query = {"vol_type_id": volume_type}
        await self.service.send("GET", f"{QOS_SPECS.path}/{specs}/{deed}", query=query)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """See whether all of its types have the specs; where some lack them, they are given them once more."""
        try:
            specs = await self.region.names.id(QOS_SPECS, str(want.properties["qos_specs"]))
            wanted = await ids(self.region.names, VOLUME_TYPES, want.properties["volume_types"])
        except ResourceError:
            return None  # nor is there what it is about
        has = (await self.look([])).get(specs, {"volume_types": ()})["volume_types"]
        if not set(wanted) <= set(has):
            return None
        seen = {name: want.properties[name] for name in ("qos_specs", "volume_types")}
        return Done(specs, {"show": seen}, seen)

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Let other types have the specs."""
        before = [self.region.names.known(VOLUME_TYPES, one) for one in old["volume_types"]]
        return await self._bring(subject.physical_id, before, new)

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """Take the specs from its types."""
        await self.region.names.learn(VOLUME_TYPES, subject.properties["volume_types"])
        types = [self.region.names.known(VOLUME_TYPES, one) for one in subject.properties["volume_types"]]
        for one in types:
            with suppress(NotFound):
                await self._tell(subject.physical_id, "disassociate", one)
        return Done(subject.physical_id)


DRIVER = QoSAssociation
