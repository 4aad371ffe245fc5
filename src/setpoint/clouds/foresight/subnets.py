"""Addresses of subnets: whether a plan wants more of them than are left, and certain ones that somebody else has.

Addresses of IPv6 are more than enough, so only those of IPv4 are counted.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Self, TypeAlias

import msgspec

from setpoint.clouds.foreseeing import Foreseen, Planned
from setpoint.clouds.foresight import Planning
from setpoint.clouds.foresight.budgets import Budget, overspent
from setpoint.types.uses import Address, Shows, Use

Wanted: TypeAlias = Sequence[tuple[Planned, Address, int]]
"""Which deed takes which address, 1, or gives it back, -1; networks and subnets by their ids."""


class Subnet(msgspec.Struct, frozen=True):
    """A subnet that gives addresses to whatever is plugged into its network."""

    id: str
    network: str
    title: str
    project: str
    cidr: str
    pools: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, shown: Mapping[str, Any]) -> Self:
        """As Neutron shows it."""
        pools = ((_number(one["start"]), _number(one["end"])) for one in shown["allocation_pools"])
        return cls(
            id=shown["id"],
            network=shown["network_id"],
            title=shown["name"] or shown["id"],
            project=shown["project_id"],
            cidr=shown["cidr"],
            pools=tuple(pools),
        )

    @property
    def size(self) -> int:
        """How many addresses it gives."""
        return sum(last - first + 1 for first, last in self.pools)

    def left(self, taken: Iterable[str]) -> int:
        """How many are left when these are taken; those outside of its pools are not given anyway."""
        numbers = map(_number, taken)
        return self.size - sum(any(low <= one <= high for low, high in self.pools) for one in numbers)

    def has(self, ip: str) -> bool:
        """Whether an address is one of its own."""
        return ipaddress.ip_address(ip) in ipaddress.ip_network(self.cidr)


def _number(ip: str) -> int:
    return int(ipaddress.ip_address(ip))


def wanted(planned: Planning, shows: Shows) -> Wanted:
    """What a plan takes and gives back on networks that are there, as far as it says so."""
    found: list[tuple[Planned, Address, int]] = []
    for one, kind in planned:
        had = list(kind.addresses(one.before)) if one.before else []
        for address in kind.addresses(one.properties) if one.deed != "delete" else ():
            same = next((each for each in had if _same(each, address)), None)
            if same is None:
                found.append((one, address, 1))
            else:
                had.remove(same)
        found += [(one, address, -1) for address in had]
    resolved = ((one, _with_ids(address, shows, amount), amount) for one, address, amount in found)
    return [(one, address, amount) for one, address, amount in resolved if address.network or address.subnet]


def _same(one: Address, other: Address) -> bool:
    return (one.network, one.subnet, one.ip) == (other.network, other.subnet, other.ip)


def _with_ids(one: Address, shows: Shows, amount: int) -> Address:
    """What is taken stands on what was found; what is given back may stand under ids that nobody asked about."""
    subnet, network = shows("neutron.subnet", one.subnet), shows("neutron.network", one.network)
    usual = one if amount < 0 else Address()
    return msgspec.structs.replace(
        one,
        network=network.get("id") or subnet.get("network_id") or usual.network,
        subnet=subnet.get("id") or usual.subnet,
    )


def beyond(found: Wanted, subnets: Sequence[Subnet], left: Mapping[str, int]) -> list[Foreseen]:
    """The networks and subnets of which more is wanted than is left."""
    budgets: dict[str, Budget] = {}
    by_network: dict[str, list[Subnet]] = {}
    for one in subnets:
        by_network.setdefault(one.network, []).append(one)
        budgets[one.id] = _budget(f"subnet {one.title} has", left.get(one.id, one.size), one.size)
    for network, several in by_network.items():
        title = ", ".join(one.title for one in several)
        title = f"subnet {title} has" if len(several) == 1 else f"subnets {title} together have"
        free, size = sum(left.get(one.id, one.size) for one in several), sum(one.size for one in several)
        budgets[network] = _budget(title, free, size)
    uses = [(one, [_use(address, by_network, amount)]) for one, address, amount in found]
    return overspent(uses, budgets)


def _use(address: Address, by_network: Mapping[str, Sequence[Subnet]], amount: int) -> Use:
    """Of a network with one subnet, all is wanted of that one. A certain address is looked for by itself."""
    several = by_network.get(address.network, ())
    subnet = several[0].id if len(several) == 1 and not address.subnet else address.subnet
    return Use(subnet or address.network, 0 if address.ip else amount, address.path)


def _budget(title: str, free: int, size: int) -> Budget:
    advice = "give the network another subnet, or free addresses of this one"
    return Budget("address", "addresses", free, size, f"more than {title} left", advice)


def taken(
    found: Wanted, subnets: Sequence[Subnet], ports: Iterable[Mapping[str, Any]], going: Collection[str]
) -> Iterator[Foreseen]:
    """Certain addresses that are no subnet's, or somebody else's. ``going`` are ids of what the plan changes."""
    held = {
        (port["network_id"], fixed["ip_address"]): port
        for port in ports
        if not {port["id"], port.get("device_id")} & set(going)
        for fixed in port["fixed_ips"]
    }
    for one, address, amount in found:
        if not address.ip or amount < 0:
            continue
        port = held.get((address.network, address.ip))
        if port is not None:
            why = f"address {address.ip} is taken"
            yield Foreseen(one.address, why, address.path, detail=f"port {port['id']} has it")
        of = [each for each in subnets if each.id == address.subnet and not each.has(address.ip)]
        for each in of:
            why = f"address {address.ip} is not one of subnet {each.title}"
            yield Foreseen(one.address, why, address.path, detail=f"it has those of {each.cidr}")
