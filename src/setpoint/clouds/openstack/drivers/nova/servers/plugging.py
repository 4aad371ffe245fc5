"""Ports for servers: which ones a server has, and those that are brought along for it.

Nova never removes a port that was brought. That is done here, once there is no server or it has let go of the port: one
in use is nobody's to delete but the operator's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORK, NETWORKS, PORTS, SUBNETS
from setpoint.clouds.openstack.drivers.neutron.port import Port
from setpoint.clouds.openstack.drivers.nova.servers.networks import (
    Answers,
    Entry,
    as_port,
    is_brought,
    listed,
    words,
)
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.carrier import Description
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.value import Plain
from setpoint.types import catalogue
from setpoint.types.resource_type import ResourceType

MARK = Description()
"""How a port that is brought bears its server's token: ports cannot be given tags as they are made everywhere."""

_OWNER = "compute:"
"""How ``device_owner`` begins for ports that Nova has plugged into a server."""


class Plugs:
    """The ports of servers in one region."""

    def __init__(self, region: Region) -> None:
        """Work in ``region``."""
        kind = catalogue.find("OS::Neutron::Port")
        assert isinstance(kind, ResourceType)
        self.region = region
        self.driver = Port(kind, region)
        """Knows how the properties of a port travel."""

    @property
    def neutron(self) -> Service:
        """The networking service."""
        return self.region.service(NETWORK)

    # ---- looking

    async def of(self, servers: Sequence[str]) -> dict[str, list[Shown]]:
        """The ports that are plugged into ``servers``, by server, oldest first."""
        found: dict[str, list[Shown]] = {one: [] for one in servers}
        for port in sorted(await self.neutron.matching("ports", "ports", "device_id", servers), key=age):
            if str(port.get("device_owner") or "").startswith(_OWNER):
                found[port["device_id"]].append(port)
        return found

    async def floating(self, ports: Collection[str]) -> dict[str, list[Shown]]:
        """The floating IPs that lead to ``ports``, by port."""
        found: dict[str, list[Shown]] = {}
        for one in await self.neutron.matching("floatingips", "floatingips", "port_id", ports):
            found.setdefault(one["port_id"], []).append(one)
        return found

    async def answers(
        self, subject: Subject, entries: Sequence[Entry] | None, leave: Sequence[str] = ()
    ) -> Answers:
        """Which of a server's ports answer ``entries``; those to ``leave``, by name or id, answer none."""
        names = self.region.names
        for things, word in [*words(entries), *((PORTS, port) for port in leave)]:
            await names.learn(things, [word])
        going = {names.known(PORTS, port) for port in leave}
        ports = (await self.of([subject.physical_id]))[subject.physical_id]
        found = Answers(
            listed(entries), [one for one in ports if one["id"] not in going], subject.token, names
        )
        found.surplus += [one for one in ports if one["id"] in going]
        return found

    # ---- bringing

    async def requested(self, want: Want, token: str) -> tuple[Plain, list[str]]:
        """What Nova is to be told of networks, and the ports that were brought for it.

        Raises every refusal, and leaves no port then.
        """
        entries = want.properties.get("networks")
        if not entries:
            return "auto", []
        if entries[0].get("allocate_network"):
            return entries[0]["allocate_network"], []
        told = [await self.told(entry) for entry in entries]
        numbered = [(index, entry) for index, entry in enumerate(entries) if is_brought(entry)]
        brought = await self.bring(numbered, want, token) if numbered else {}
        for index, port in brought.items():
            told[index] = {**told[index], "port": port}
        return told, list(brought.values())

    async def told(self, entry: Entry) -> dict[str, Plain]:
        """One entry in Nova's words; without a port where that is to be brought. Raises ResourceError."""
        names = self.region.names
        tag = {"tag": entry["tag"]} if entry.get("tag") else {}
        if entry.get("port"):
            return {"port": await names.id(PORTS, entry["port"]), **tag}
        if is_brought(entry):
            return tag
        fixed = {"fixed_ip": entry["fixed_ip"]} if entry.get("fixed_ip") else {}
        return {"uuid": await names.id(NETWORKS, entry["network"]), **fixed, **tag}

    async def bring(self, entries: Sequence[tuple[int, Entry]], want: Want, token: str) -> dict[int, str]:
        """Make a port for each of ``entries``, all or none; their ids by the entries' indices."""
        bodies = [await self._body(index, entry, want, token) for index, entry in entries]
        answer = await self.neutron.post("ports", {"ports": bodies})
        by_name = {port["name"]: str(port["id"]) for port in answer["ports"]}
        return {index: by_name[body["name"]] for (index, _), body in zip(entries, bodies, strict=True)}

    async def _body(self, index: int, entry: Entry, want: Want, token: str) -> dict[str, Plain]:
        wanted = await self.as_port(index, entry, want)
        port = Want(wanted, wanted["name"])
        body = await self.driver.body(port)
        MARK.mark(body, token, port)
        return body

    async def as_port(self, index: int, entry: Entry, want: Want) -> dict[str, Plain]:
        """The properties of the port that an entry brings."""
        network = entry.get("network") or await self._network_of(entry["subnet"])
        groups = want.properties.get("security_groups") or []
        server = want.properties.get("name") or want.name
        return as_port(entry, network, groups, f"{server}-port-{index}")

    async def _network_of(self, subnet: str) -> str:
        wanted = await self.region.names.id(SUBNETS, subnet)
        found = (await self.region.documents.of(SUBNETS, [wanted])).get(wanted)
        if found is None:
            raise ResourceError(Diagnostic(f"there is no subnet {subnet!r}"))
        return str(found["network_id"])

    # ---- taking back

    async def take_back(self, token: str, told: Iterable[str], *, plugged: bool) -> None:
        """Remove the ports that were brought under ``token``; those that are plugged in only where ``plugged``.

        ``told`` is what may be said of them beside the token (:func:`networks.descriptions`).
        """
        wants = [Want({"value_specs": {"description": one}}, "") for one in {*told, ""}]
        marks = sorted(MARK.query(token, want)["description"] for want in wants)
        for port in await self.neutron.pages("ports", "ports", description=marks):
            if plugged or not port.get("device_id"):
                await self.remove(port["id"])

    async def remove(self, port: str) -> None:
        """Remove a port, if it is there."""
        with suppress(NotFound):
            await self.neutron.delete(f"ports/{port}")


def age(port: Shown) -> tuple[str, str]:
    """By which ports are put in order."""
    return str(port.get("created_at") or ""), str(port["id"])
