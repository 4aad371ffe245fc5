"""How a server is looked at: by itself, or with many others; while it is waited for, and at rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from setpoint.clouds.driver import Facts, Subject
from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORKS, SUBNETS
from setpoint.clouds.openstack.drivers.nova.nova import NovaDriver, with_flavors
from setpoint.clouds.openstack.drivers.nova.servers import devices
from setpoint.clouds.openstack.drivers.nova.servers.arriving import Arrivals
from setpoint.clouds.openstack.drivers.nova.servers.networks import words
from setpoint.clouds.openstack.drivers.nova.servers.phases import PHASES, is_going
from setpoint.clouds.openstack.drivers.nova.servers.plugging import Plugs
from setpoint.clouds.openstack.drivers.nova.servers.properties import as_properties
from setpoint.clouds.openstack.drivers.nova.servers.request import FIELDS
from setpoint.clouds.openstack.drivers.nova.servers.sight import PLUGGED, Plugged
from setpoint.clouds.openstack.drivers.nova.servers.waiting import FRESH, Changes
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Observation, Pending
from setpoint.model.value import Plain

NO_HOST = "No valid host was found"
"""How a fault begins that says that nothing fits."""

USUAL_ZONE = "nova"
"""The availability zone of hosts that are in none (Nova's own default)."""

EXPLAINING = 5.0
"""Seconds within which Nova says why a server does not work: it first notes that, and then why."""


class ServerLooks(NovaDriver):
    """Servers as they are seen. One is on its way as long as Nova has a task for it."""

    path, one, many = "servers", "server", "servers"
    waits = True
    working = frozenset(
        {
            "BUILD",
            "REBUILD",
            "RESIZE",
            "REVERT_RESIZE",
            "REBOOT",
            "HARD_REBOOT",
            "MIGRATING",
            "PASSWORD",
            "UNKNOWN",
        }
    )
    """UNKNOWN is what Nova shows while it cannot reach the cell in which the server is."""
    gone = frozenset({"DELETED", "SOFT_DELETED"})
    fields = FIELDS
    imports = True
    untold = frozenset({"image", "diskConfig", "security_groups"})
    shows: ClassVar[Mapping[str, str]] = {"instance_name": "OS-EXT-SRV-ATTR:instance_name"}

    def __init__(self, kind: ResourceKind, region: Region) -> None:
        """See :class:`RestDriver`."""
        super().__init__(kind, region)
        self.plugs = Plugs(region)
        self.arrivals = Arrivals(region, self.plugs)
        self.changes_of_many = Changes(self.shown, self._listed)
        self.put_off: set[str] = set()
        """Servers that were deleted, and that Nova keeps for a while instead ("deferred delete")."""

    # ---- asking

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`; of many that are waited for only what has changed is asked for."""
        wanted = {one.physical_id for one in subjects}
        if len(wanted) == 1 or not all(one.since for one in subjects):
            return await super().look(subjects)
        found = await self.changes_of_many.look(wanted, min(one.since for one in subjects))
        unexplained = [self.id_of(one) for one in found.values() if self.trouble(one) and "fault" not in one]
        explained = [one for server in unexplained if (one := await self.shown(server)) is not None]
        return await self.whole({**found, **{self.id_of(one): one for one in explained}})

    def expect(self, subject: Subject, now: float) -> None:
        """See :meth:`RestDriver.expect`."""
        if now < subject.since + FRESH:
            self.changes_of_many.is_new(subject.physical_id)

    async def list_of(self, ids: set[str]) -> Sequence[Shown]:
        """See :meth:`RestDriver.list_of`."""
        return await self._listed("", ())

    async def _listed(self, since: str, statuses: Sequence[str]) -> Sequence[Shown]:
        query: dict[str, Any] = {"changes-since": since} if since else {}
        if statuses:
            query["status"] = list(statuses)
        return await self.service.pages("servers/detail", self.many, limit=1000, **query)

    async def whole(self, found: Mapping[str, Shown]) -> Mapping[str, Shown]:
        """Those at rest with their flavors' ids, and with what they are plugged into."""
        resting = [one for one in found.values() if not self.is_gone(one) and not self.pending(one)]
        if not resting:
            return found
        plugged = await self._plugged(resting)
        whole = await with_flavors(resting, self.region.names)
        return {**found, **{self.id_of(one): {**one, PLUGGED: plugged[self.id_of(one)]} for one in whole}}

    async def _plugged(self, resting: Sequence[Shown]) -> dict[str, Plugged]:
        documents = self.region.documents
        landing = {
            self.id_of(one) for one in resting if self.id_of(one) in self.arrivals and not self.trouble(one)
        }
        there = [self.id_of(one) for one in resting if self.id_of(one) not in landing]
        ports, arrived = await self.plugs.of(there), await self.arrivals.ports(sorted(landing))
        floating = {
            **await self.plugs.floating(_ids(ports)),
            **await self.arrivals.floating(_ids(arrived)),
        }
        every = [port for several in (*ports.values(), *arrived.values()) for port in several]
        ranges = {fixed["subnet_id"] for port in every for fixed in port.get("fixed_ips") or ()}
        networks = await documents.of(NETWORKS, {port["network_id"] for port in every})
        subnets = await documents.of(SUBNETS, ranges)
        return {
            server: Plugged(several, networks, subnets, floating)
            for server, several in (*ports.items(), *arrived.items())
        }

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        yield from super().words(wanted)
        yield from words(wanted.get("networks"))

    # ---- telling

    def observed(self, subject: Subject, shown: Shown | None, facts: Facts) -> Observation:
        """See :meth:`RestDriver.observed`; what changes in phases is not over with what Nova calls a task."""
        why = self._under_way(subject.cursor or {}, shown, facts.now) if shown is not None else ""
        if why:
            return Pending(why, self.next_look(subject, facts))
        return super().observed(subject, shown, facts)

    def _under_way(self, cursor: Mapping[str, Plain], shown: Shown, now: float) -> str:
        if is_going(cursor) and shown["status"] == "SOFT_DELETED":
            task = str(shown.get("OS-EXT-STS:task_state") or "")
            if not task:
                self.put_off.add(self.id_of(shown))
            return task
        for phase, doing in cursor.get("todo", ())[:1]:
            return PHASES[phase].under_way(shown, doing)
        if self.trouble(shown) and "fault" not in shown and _age(shown, now) < EXPLAINING:
            return "in trouble, and Nova has not said yet why"
        return ""

    def disturb(self, server: str) -> None:
        """What is known of it does not hold any more: it has landed, or something is done to it."""
        self.changes_of_many.forget(server)
        self.arrivals.over(server)

    def note(self, subject: Subject, seen: Observation) -> None:
        """See :meth:`RestDriver.note`."""
        super().note(subject, seen)
        if not isinstance(seen, Pending):
            self.disturb(subject.physical_id)

    def pending(self, shown: Shown) -> str:
        """While it is at work on anything. The answer to a create shows no status at all."""
        if "status" not in shown:
            return "BUILD"
        return str(shown.get("OS-EXT-STS:task_state") or "") or super().pending(shown)

    def trouble(self, shown: Shown) -> str:
        """See :meth:`RestDriver.trouble`; Nova says what the matter is."""
        trouble = super().trouble(shown)
        fault = str((shown.get("fault") or {}).get("message") or "")
        if NO_HOST in fault:
            fault += (
                " No host has room for its flavor, or fits its zone and hints: ask for less, or elsewhere."
            )
        return f"{trouble}: {fault}" if trouble and fault else trouble

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.attributes`; addresses as Neutron has them."""
        plugged: Plugged = shown.get(PLUGGED) or Plugged()
        bare = {key: value for key, value in shown.items() if key != PLUGGED}
        return {
            "instance_name": None,
            **super().attributes(bare, wanted),
            "addresses": plugged.addresses(),
            "networks": plugged.networks_of_addresses(),
            "first_address": plugged.first_address(),
            "os_collect_config": {},
        }

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`; what is not asked for may be as it likes."""
        properties = as_properties(shown, wanted, self.plugs.driver)
        plain = super().seen({**shown, **properties.keyed}, wanted)
        return plain | {name: value for name, value in properties.named.items() if wanted.get(name)}

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`; plugged into the ports that it has, and booted from where it was."""
        plugged: Plugged = shown.get(PLUGGED) or Plugged()
        attached = shown.get("os-extended-volumes:volumes_attached") or ()
        found = super().told({**shown, "flavorRef": shown["flavor"]["original_name"]})
        zone = shown.get("OS-EXT-AZ:availability_zone")
        told = {
            **found,
            "networks": [{"port": port["id"]} for port in plugged.ports] or [{"allocate_network": "none"}],
            "metadata": shown.get("metadata") or None,
            "tags": list(self.tags(shown)) or None,
            "config_drive": bool(shown.get("config_drive")) or None,
            "availability_zone": zone if zone != USUAL_ZONE else None,
        }
        if shown.get("image"):
            return {**told, "image": shown["image"]["id"]}
        return {**told, "block_device_mapping_v2": devices.told(attached[:1])}


def _ids(ports: Mapping[str, Sequence[Shown]]) -> set[str]:
    """The ids of ports by server."""
    return {port["id"] for several in ports.values() for port in several}


def _age(shown: Shown, now: float) -> float:
    """Seconds since it was changed, as far as our clock and Nova's agree."""
    return abs(now - datetime.fromisoformat(shown["updated"]).timestamp())
