"""Addresses on subnets, as ports and gateways have them: asked for by subnet, by address, or both."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Any

from setpoint.clouds.openstack.drivers.neutron.neutron import SUBNETS
from setpoint.clouds.openstack.names import Names, Things
from setpoint.clouds.openstack.rest.alike import answers
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain


def usual_addresses(cidr: str, gateway: str | None) -> tuple[str, list[dict[str, str]]]:
    """The gateway that a subnet has when nobody says which, and the ranges of addresses that it gives away then.

    Those are all but the ``gateway`` that it has, and in IPv4 the last address, which is for broadcasts.
    """
    network = ipaddress.ip_network(cidr)
    first, last = int(network.network_address) + 1, int(network.broadcast_address) - (network.version == 4)
    kept = int(ipaddress.ip_address(gateway)) if gateway else 0
    ranges = [(first, kept - 1), (kept + 1, last)] if first <= kept <= last else [(first, last)]
    of = type(network.network_address)
    pools = [{"start": str(of(start)), "end": str(of(end))} for start, end in ranges if start <= end]
    return str(of(first)), pools


async def addresses(entries: Sequence[Shown], names: Names) -> list[dict[str, Plain]]:
    """``entries`` of a template as the service wants them. Raises ResourceError for a name of no subnet."""
    found: list[dict[str, Plain]] = []
    for entry in entries:
        told: dict[str, Plain] = {}
        if entry.get("subnet"):
            told["subnet_id"] = await names.id(SUBNETS, str(entry["subnet"]))
        if entry.get("ip_address"):
            told["ip_address"] = entry["ip_address"]
        found.append(told)
    return found


def addresses_seen(wanted: Sequence[Shown], shown: Sequence[Shown], names: Names) -> list[Any]:
    """The addresses that there are, each in the words of the entry that it answers."""
    there = [{"subnet": one["subnet_id"], "ip_address": one["ip_address"]} for one in shown]
    pairs = answers([_known(entry, names) for entry in wanted], there)
    taken = set(pairs.values())
    answered = [dict(entry) for index, entry in enumerate(wanted) if index in pairs]
    return answered + [one for index, one in enumerate(there) if index not in taken]


def _known(entry: Shown, names: Names) -> dict[str, Plain]:
    subnet = entry.get("subnet")
    return {**entry, "subnet": names.known(SUBNETS, str(subnet)) if subnet else None}


def subnets_in(entries: Sequence[Shown] | None) -> Iterator[tuple[Things, str]]:
    """The subnets that ``entries`` of a template name."""
    for entry in entries or ():
        if entry.get("subnet"):
            yield SUBNETS, str(entry["subnet"])
