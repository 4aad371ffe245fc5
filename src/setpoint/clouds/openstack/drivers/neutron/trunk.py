"""``OS::Neutron::Trunk``: a port that carries the traffic of others, its sub ports, each with a number of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.neutron.neutron import PORTS, NeutronDriver
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.alike import answers
from setpoint.clouds.openstack.rest.field import KEEP, Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

SubPorts = list[dict[str, Any]]


class Trunk(NeutronDriver):
    """A trunk. One that is administratively down takes and gives no sub ports, and cannot be removed."""

    path, one, many = "trunks", "trunk", "trunks"
    fields = (
        Field("name", unset=KEEP),
        Field("port", "port_id", PORTS, updates=False),
        Field("description", unset=""),
        Field("admin_state_up", unset=True),
    )

    # ---- making

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        sub_ports = await self._sub_ports(want.properties)
        return {**await super().body(want), **({"sub_ports": sub_ports} if sub_ports else {})}

    async def _sub_ports(self, wanted: Mapping[str, Plain]) -> SubPorts:
        return [
            {
                "port_id": await self.region.names.id(PORTS, str(entry["port"])),
                "segmentation_type": entry["segmentation_type"],
                "segmentation_id": entry["segmentation_id"],
            }
            for entry in wanted.get("sub_ports") or ()
        ]

    # ---- changing and removing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Sub ports are exchanged while the trunk is up, also where it was down or is to be."""
        after = await self._sub_ports(new)
        if await self._sub_ports(old) != after:
            if old.get("admin_state_up") is False:
                await self._raise(subject.physical_id)
                old = {**old, "admin_state_up": True}
            await self._exchange(subject.physical_id, after)
        return await super().update(subject, old, new)

    async def _raise(self, id: str) -> None:
        await self.service.put(self.address(id), self.wrapped({"admin_state_up": True}))

    async def _exchange(self, id: str, after: SubPorts) -> None:
        """A port is in a trunk once, so those that go, or get another number, go first."""
        shown = (await self.shown(id) or {}).get("sub_ports", [])
        stale = [{"port_id": one["port_id"]} for one in shown if one not in after]
        if stale:
            await self.service.put(f"{self.address(id)}/remove_subports", {"sub_ports": stale})
        missing = [one for one in after if one not in shown]
        if missing:
            await self.service.put(f"{self.address(id)}/add_subports", {"sub_ports": missing})

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`."""
        if subject.properties.get("admin_state_up") is False:
            await self._raise(subject.physical_id)
        return await super().delete(subject)

    # ---- looking

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        yield from super().words(wanted)
        yield from ((PORTS, str(entry["port"])) for entry in wanted.get("sub_ports") or ())

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        found = super().seen(shown, wanted)
        entries = wanted.get("sub_ports")
        if entries is not None:
            there = [{"port": one["port_id"], **_number(one)} for one in shown.get("sub_ports", ())]
            known = [{**one, "port": self.region.names.known(PORTS, str(one["port"]))} for one in entries]
            pairs = answers(known, there)
            taken = set(pairs.values())
            found["sub_ports"] = [dict(entries[index]) for index in sorted(pairs)] + [
                one for index, one in enumerate(there) if index not in taken
            ]
        return found


def _number(entry: Shown) -> dict[str, Plain]:
    return {key: entry[key] for key in ("segmentation_type", "segmentation_id")}


DRIVER = Trunk
