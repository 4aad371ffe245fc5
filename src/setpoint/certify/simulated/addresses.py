"""IP and MAC addresses: what a subnet has, which of them are free, and which a port gets.

An address that is taken is a claim of the thing that has it, so nothing is kept here.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.world import Thing, World

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


@lru_cache(maxsize=256)
def network(text: str) -> Network:
    """The network of a CIDR. Refuses what is none, and one that names a host."""
    try:
        return ipaddress.ip_network(text)
    except ValueError as problem:
        raise refusals.bad_request(f"{text!r} is no CIDR", detail=str(problem)) from None


@lru_cache(maxsize=256)
def address(text: str) -> Address:
    """An address. Refuses what is none."""
    try:
        return ipaddress.ip_address(text)
    except ValueError as problem:
        raise refusals.bad_request(str(problem)) from None


def contains(subnet: Thing, ip: str) -> bool:
    """Whether an address belongs to a subnet (its network and broadcast addresses do not, in IPv4)."""
    net, found = network(subnet.state["cidr"]), address(ip)
    if found.version != net.version or found not in net:
        return False
    return net.version == 6 or net.prefixlen > 30 or found not in (net.network_address, net.broadcast_address)


def default_pools(net: Network, gateway: str | None) -> list[dict[str, str]]:
    """All of a network's addresses but the gateway's, as Neutron's allocation pools."""
    small = net.version == 6 or net.prefixlen > 30
    first = int(net.network_address) + (0 if small and net.version == 4 else 1)
    last = int(net.broadcast_address) - (0 if small else 1)
    if gateway is None or not first <= int(address(gateway)) <= last:
        return [_pool(net, first, last)] if first <= last else []
    cut = int(address(gateway))
    return [_pool(net, low, high) for low, high in ((first, cut - 1), (cut + 1, last)) if low <= high]


def _pool(net: Network, first: int, last: int) -> dict[str, str]:
    kind = type(net.network_address)
    return {"start": str(kind(first)), "end": str(kind(last))}


def taken(subnet: Thing, ip: str) -> str:
    """The claim of whoever has an address. It ends with the subnet's id, by which the world finds it."""
    return f"address {ip} of subnet {subnet.id}"


def free_address(world: World, subnet: Thing, besides: Iterable[str] = ()) -> str:
    """The lowest free address of a subnet. Refuses when there is none."""
    pools = [(address(one["start"]), address(one["end"])) for one in subnet.state["allocation_pools"]]
    begin = world.next_address.get(subnet.id, 0)
    for first, last in sorted(pools, key=lambda pool: int(pool[0])):
        kind = type(first)
        for number in range(max(int(first), begin), int(last) + 1):
            ip = str(kind(number))
            if taken(subnet, ip) not in world.claimed and ip not in besides:
                world.next_address[subnet.id] = number
                return ip
    raise refusals.conflict(
        f"subnet {subnet.name or subnet.id} has no free addresses",
        detail=f"all of {subnet.state['cidr']} is taken",
    )


def fixed_ips(
    world: World, subnets: Sequence[Thing], wanted: Sequence[Mapping[str, Any]] | None
) -> list[dict[str, str]]:
    """The addresses of a port: those wanted (by subnet, by address or both), else one of each IP version.

    ``subnets`` are those of its network; a wanted one must be among them, by id or name.
    """
    if wanted is None:
        firsts = {one.state["ip_version"]: one for one in reversed(subnets)}
        wanted = [{"subnet": firsts[version].id} for version in sorted(firsts)]
    found: list[dict[str, str]] = []
    for one in wanted:
        subnet = _chosen(subnets, one.get("subnet"), one.get("ip_address"))
        ip = one.get("ip_address")
        if ip is None:
            ip = free_address(world, subnet, besides=[had["ip_address"] for had in found])
        elif not contains(subnet, ip):
            raise refusals.bad_request(f"{ip} is not in subnet {subnet.name} ({subnet.state['cidr']})")
        found.append({"subnet_id": subnet.id, "ip_address": str(address(ip))})
    return found


def _chosen(subnets: Sequence[Thing], ref: Any, ip: Any) -> Thing:
    if ref:
        named = [one for one in subnets if ref in (one.id, one.name)]
        if not named:
            raise refusals.bad_request(f"the network has no subnet {ref!r}")
        return named[0]
    holding = [one for one in subnets if not ip or contains(one, ip)]
    if not holding:
        what = f"the address {ip}" if ip else "any addresses"
        raise refusals.bad_request(f"no subnet of the network has {what}")
    return holding[0]


def mac_address(number: int) -> str:
    """A MAC address as Neutron gives them, another one for each of 16 million numbers."""
    return "fa:16:3e:" + ":".join(f"{number >> shift & 255:02x}" for shift in (16, 8, 0))
