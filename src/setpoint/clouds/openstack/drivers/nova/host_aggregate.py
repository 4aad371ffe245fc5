"""``OS::Nova::HostAggregate``: hosts that have something in common. Only an administrator may make one."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.nova.nova import NovaDriver
from setpoint.clouds.openstack.rest.carrier import Unique
from setpoint.clouds.openstack.rest.field import Field, in_order_of
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

ZONE = "availability_zone"
"""The zone is an entry of the metadata as well."""


class HostAggregate(NovaDriver):
    """A host aggregate. No two have one name; its hosts and metadata are told when it is there."""

    path, one, many = "os-aggregates", "aggregate", "aggregates"
    carrier = Unique(name="name")
    fields = (Field("name"), Field(ZONE))

    def id_of(self, shown: Shown) -> str:
        """A number, as text."""
        return str(shown["id"])

    async def whole(self, found: Mapping[str, Shown]) -> Mapping[str, Shown]:
        """The answer to a create shows neither hosts nor metadata: there are none yet, but for the zone."""
        return {known: {"hosts": [], "metadata": {}, **one} for known, one in found.items()}

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        found = super().seen(shown, wanted)
        found["metadata"] = _metadata(shown)
        if wanted.get("hosts") is not None:
            found["hosts"] = in_order_of(wanted["hosts"], shown["hosts"])
        return found

    # ---- making

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for its name. One that has what this one is not to have is somebody else's."""
        wanted = want.properties
        for one in (await self.service.get(self.path))[self.many]:
            is_part = set(one["hosts"]) <= set(wanted.get("hosts") or ())
            if (
                one["name"] == wanted["name"]
                and is_part
                and _metadata(one).items() <= wanted["metadata"].items()
            ):
                return await self.outcome(one, want)
        return None

    def leaves(self, want: Want) -> bool:
        """Hosts and metadata."""
        return bool(want.properties.get("hosts") or want.properties["metadata"])

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        await self._bring(id, want.properties)

    async def _bring(self, id: str, wanted: Mapping[str, Plain]) -> None:
        """Give it its hosts and metadata, and no others."""
        shown = await self.shown(id) or {"hosts": (), "metadata": {}}
        before, after = _metadata(shown), dict(wanted.get("metadata") or {})
        changes = {key: after.get(key) for key in {**before, **after} if before.get(key) != after.get(key)}
        if changes:
            await self._act(id, set_metadata={"metadata": changes})
        hosts = set(wanted.get("hosts") or ())
        for host in sorted(hosts - set(shown["hosts"])):
            await self._act(id, add_host={"host": host})
        for host in sorted(set(shown["hosts"]) - hosts):
            await self._act(id, remove_host={"host": host})

    async def _act(self, id: str, **action: Plain) -> None:
        await self.service.post(f"{self.address(id)}/action", action, is_item=True)

    # ---- changing and removing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        await self._bring(subject.physical_id, new)
        return await super().update(subject, old, new)

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`; one that has hosts cannot be deleted."""
        await self._bring(subject.physical_id, {"metadata": {}})
        return await super().delete(subject)


def _metadata(shown: Shown) -> dict[str, Plain]:
    return {key: value for key, value in shown["metadata"].items() if key != ZONE}


DRIVER = HostAggregate
