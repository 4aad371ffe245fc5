"""What Neutron's types share: lists by ids, tags in a call of their own, and whatever ``value_specs`` say.

Follows the Networking API v2.0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.alike import alike
from setpoint.clouds.openstack.rest.carrier import Carrier, Description, description
from setpoint.clouds.openstack.rest.existing import Told
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

NETWORK = Api("network", "v2.0")
IDENTITY = Api("identity", "v3")

NETWORKS = Things(NETWORK, "networks", "networks", "network")
SUBNETS = Things(NETWORK, "subnets", "subnets", "subnet")
SUBNET_POOLS = Things(NETWORK, "subnetpools", "subnetpools", "subnet pool")
PORTS = Things(NETWORK, "ports", "ports", "port")
ROUTERS = Things(NETWORK, "routers", "routers", "router")
SECURITY_GROUPS = Things(NETWORK, "security-groups", "security_groups", "security group", mine=True)
QOS_POLICIES = Things(NETWORK, "qos/policies", "policies", "QoS policy")
ADDRESS_SCOPES = Things(NETWORK, "address-scopes", "address_scopes", "address scope")
SEGMENTS = Things(NETWORK, "segments", "segments", "segment")
EXTENSIONS = Things(NETWORK, "extensions", "extensions", "extension", filters=False)
PROJECTS = Things(IDENTITY, "projects", "projects", "project")


class NeutronDriver(Told):
    """One collection of the networking service."""

    api = NETWORK
    # Tags travel with a create only for ports, and only where an extension of its own is turned on.
    carrier: ClassVar[Carrier | None] = Description()
    things: ClassVar[Things | None] = None
    """By what names others look one up."""
    waits = True
    working = frozenset({"BUILD"})
    broken = frozenset({"ERROR", "DEGRADED"})
    untold = frozenset({"tenant_id"})

    # ---- looking

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`; what shows them beside something else need not ask for them again."""
        found = await super().look(subjects)
        if self.things is not None:
            self.region.documents.know(self.things, found)
        return found

    async def list_of(self, ids: set[str]) -> Sequence[Shown]:
        """See :meth:`RestDriver.list_of`."""
        return await self.service.matching(self.path, self.many, "id", ids)

    async def offers(self, extension: str) -> bool:
        """Whether the service has an extension, by its alias."""
        return any(one["alias"] == extension for one in await self.region.names.all(EXTENSIONS))

    async def known(self, things: Things, word: Plain) -> str:
        """The id of what ``word`` names, or ``word`` itself where that is nothing. Raises Retry."""
        await self.region.names.learn(things, [str(word)])
        return self.region.names.known(things, str(word))

    def bare(self, shown: Shown) -> Shown:
        """A thing as it is shown, without the token."""
        return self.carrier.hide(shown) if self.carrier is not None else shown

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        found = super().seen(shown, wanted)
        if wanted.get("tags") is not None and "tags" in shown:
            found["tags"] = alike(wanted["tags"], shown["tags"])
        specs = wanted.get("value_specs")
        if specs:
            shown = self.bare(shown)
            found["value_specs"] = {
                key: alike(value, shown[key]) if key in shown else value for key, value in specs.items()
            }
        return found

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`; a description is said by ``value_specs``, where there is no word for it."""
        found = super().told(shown)
        if shown.get("description") and not any(field.name == "description" for field in self.fields):
            found["value_specs"] = {"description": shown["description"]}
        return {**found, "tags": list(self.tags(shown))} if self.tags(shown) else found

    # ---- making

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        return {**await super().body(want), **(want.properties.get("value_specs") or {})}

    def leaves(self, want: Want) -> bool:
        """Tags are given in a call of their own, and so is a description that leaves no room for the token."""
        return bool(want.properties.get("tags")) or self._describes_later(want)

    def _describes_later(self, want: Want) -> bool:
        return isinstance(self.carrier, Description) and self.carrier.leaves(want)

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        if self._describes_later(want):
            told: Plain = {"description": description(want.properties)}
            await self.service.put(self.address(id), self.wrapped(told))
        if want.properties.get("tags"):
            await self.tag(id, want.properties["tags"])

    async def tag(self, id: str, tags: Sequence[str]) -> None:
        """Give it these tags, and no others."""
        await self.service.put(f"{self.address(id)}/tags", {"tags": list(tags)})

    # ---- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        if set(old.get("tags") or []) != set(new.get("tags") or []):
            await self.tag(subject.physical_id, new.get("tags") or [])
        if old.get("name") != new.get("name"):
            self._forget(subject.physical_id)
        return await super().update(subject, old, new)

    async def changes(self, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.changes`."""
        before, after = old.get("value_specs") or {}, new.get("value_specs") or {}
        specs = {key: value for key, value in after.items() if before.get(key) != value}
        return {**await super().changes(old, new), **specs}

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`."""
        outcome = await super().delete(subject)
        self._forget(subject.physical_id)
        return outcome

    def _forget(self, id: str) -> None:
        if self.things is not None:
            self.region.names.forget(self.things, id)


def differs(name: str, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> bool:
    """Whether a property changes; nothing is as good as nothing in it."""
    return (old.get(name) or None) != (new.get(name) or None)


def without_none(entries: Any) -> Any:
    """Maps in a list without what is not given: Neutron takes no null for it."""
    return [{key: value for key, value in entry.items() if value is not None} for entry in entries]
