"""``OS::Cinder::QoSSpecs``: what volumes of some types may take. Only an administrator may make one.

No two have one name. It carries no token: its entries are the back end's business.
"""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.cinder.cinder import QOS_SPECS, CinderDriver
from setpoint.clouds.openstack.rest.carrier import Unique
from setpoint.clouds.openstack.rest.entries import in_words_of, texts
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Done, Outcome
from setpoint.model.value import Plain

CONSUMER, USUAL = "consumer", "back-end"
"""An entry of the specs that Cinder keeps apart, and shows so; and what it is where nobody says."""


class QoSSpecs(CinderDriver):
    """QoS specs."""

    path, one, many = "qos-specs", "qos_specs", "qos_specs"
    carrier = Unique(name="name")
    fields = (Field("name", updates=False),)

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        specs = wanted["specs"]
        has = {**shown["specs"], CONSUMER: shown[CONSUMER]}
        if CONSUMER not in specs and has[CONSUMER] == USUAL:
            del has[CONSUMER]
        return {**super().seen(shown, wanted), "specs": in_words_of(specs, has)}

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        return {**texts(want.properties["specs"]), **await super().body(want)}

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for its name, for which no list can be asked. One that has other entries is somebody else's."""
        for one in await self.list_of(set()):
            if self.carrier.bears(one, token, want):
                is_mine = self.seen(one, want.properties)["specs"] == want.properties["specs"]
                return await self.outcome(one, want) if is_mine else None
        return None

    async def outcome(self, shown: Shown, want: Want) -> Outcome:
        """See :meth:`RestDriver.outcome`; who looks for it by its name finds it from now on."""
        self.region.names.forget(QOS_SPECS)
        return await super().outcome(shown, want)

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        before, after = texts(old["specs"]), texts(new["specs"])
        if CONSUMER in before:
            after.setdefault(CONSUMER, USUAL)
        changed = {key: value for key, value in after.items() if before.get(key) != value}
        if changed:
            await self.service.put(self.address(subject.physical_id), self.wrapped(changed))
        has = (await self.service_shows(subject))["specs"]
        gone = sorted(before.keys() & has.keys() - after.keys())
        if gone:
            await self.service.put(f"{self.address(subject.physical_id)}/delete_keys", {"keys": gone})
        return await super().update(subject, old, new)

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`; types that have it have none then."""
        await self.service.delete(self.address(subject.physical_id), force="true")
        self.region.names.forget(QOS_SPECS, subject.physical_id)
        return Done(subject.physical_id)


DRIVER = QoSSpecs
