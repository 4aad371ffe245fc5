"""Free addresses: how many a cloud's subnets have left, and who has certain ones.

How many are in use an administrator is told by ``network-ip-availabilities``. Anybody else counts the ports, and sees
all of them on networks of their own project only: of other networks nothing is foretold.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from setpoint.clouds.foreseeing import Foreseen
from setpoint.clouds.foresight import Planning
from setpoint.clouds.foresight.subnets import Subnet, Wanted, beyond, taken, wanted
from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORK, PORTS, SUBNETS
from setpoint.clouds.openstack.foresight.directory import Directory
from setpoint.model.errors import ResourceError, Retry
from setpoint.types.uses import Address


async def failing(directory: Directory, planned: Planning) -> list[Foreseen]:
    """What would get no address. Where the cloud does not let that be asked, nothing."""
    found = wanted(planned, directory.shows)
    takes = [address for _, address, amount in found if amount > 0]
    if not takes:
        return []
    neutron = directory.region.service(NETWORK)
    project = await directory.region.connection.project()
    going = {one.physical_id for one, _ in planned if one.deed != "create"}
    try:
        subnets = await _subnets(neutron, {one.network for one in takes if one.network})
        missing = await _too_few(neutron, project, found, subnets)
        return [*missing, *taken(found, subnets, await _holding(neutron, takes), going)]
    except (ResourceError, Retry):
        return []


async def _subnets(neutron: Service, networks: Collection[str]) -> list[Subnet]:
    """Those of these networks. Where some give addresses to some only, what is left for whom is not foretold."""
    shown = await _of_networks(neutron, SUBNETS.path, SUBNETS.key, networks)
    choosy = {one["network_id"] for one in shown if one.get("service_types") or one.get("segment_id")}
    return [Subnet.of(one) for one in shown if one["ip_version"] == 4 and one["network_id"] not in choosy]


async def _of_networks(
    neutron: Service, path: str, key: str, networks: Collection[str], **query: Any
) -> list[dict[str, Any]]:
    return await neutron.matching(path, key, "network_id", networks, **query)


# ---- how many there are


async def _too_few(
    neutron: Service, project: str, found: Wanted, subnets: Sequence[Subnet]
) -> list[Foreseen]:
    """What the service tells may count addresses that no pool holds; so where it is short, ports are counted."""
    networks = {one.network for one in subnets}
    told = await _told(neutron, networks)
    if told is None:
        subnets = [one for one in subnets if one.project == project]
    elif not beyond(found, subnets, told):
        return []
    networks = {one.network for one in subnets}
    if not networks:
        return []
    ports = await _of_networks(neutron, PORTS.path, PORTS.key, networks, fields="fixed_ips")
    by_subnet: dict[str, list[str]] = {}
    for port in ports:
        for fixed in port["fixed_ips"]:
            by_subnet.setdefault(fixed["subnet_id"], []).append(fixed["ip_address"])
    return beyond(found, subnets, {one.id: one.left(by_subnet.get(one.id, ())) for one in subnets})


async def _told(neutron: Service, networks: Collection[str]) -> Mapping[str, int] | None:
    """At least how many addresses each subnet has left; None where the service tells only others."""
    try:
        shown = await _of_networks(
            neutron, "network-ip-availabilities", "network_ip_availabilities", networks
        )
    except ResourceError:
        return None
    return {
        subnet["subnet_id"]: subnet["total_ips"] - subnet["used_ips"]
        for network in shown
        for subnet in network["subnet_ip_availability"]
    }


# ---- certain ones


async def _holding(neutron: Service, takes: Sequence[Address]) -> list[dict[str, Any]]:
    """The ports that have any of the certain addresses that are wanted."""
    ips = {f"ip_address={one.ip}" for one in takes if one.ip}
    return await neutron.matching(PORTS.path, PORTS.key, "fixed_ips", ips)
