"""Which addresses something may be fetched from.

The service stands where its users do not: beside its own machine's services, and those that tell an instance its
credentials. What only leads there (loopback, link-local, the clouds' metadata, whatever is no single host's address) is
refused in all its spellings. Private networks (RFC 1918, RFC 4193) are not: the web servers of a private cloud's own
users have no other addresses. An operator refuses those of the cloud's own management, and allows what is refused.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TypeAlias

from setpoint.api.settings.fetching import Fetching

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

NEVER = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",  # this host
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local, and what most clouds tell their instances
            "192.0.0.0/24",  # protocols' own; 192.0.0.192 tells instances of Oracle's cloud
            "100.100.100.200/32",  # tells instances of Alibaba's
            "168.63.129.16/32",  # tells instances of Azure
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
            "::/96",  # unspecified, loopback, and a former way to write IPv4
            "64:ff9b:1::/48",  # NAT64 of a network's own, which hides IPv4 anywhere in it
            "100::/64",  # discarded
            "2001::/32",  # Teredo, which hides IPv4
            "fd00:ec2::/32",  # tells instances of Amazon's cloud
            "fd20:ce::254/128",  # and of Google's
            "fe80::/10",  # link-local
            "fec0::/10",  # site-local, as it was
            "ff00::/8",  # multicast
        ),
    )
)
"""What nothing is fetched from, unless an operator says so."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Reach:
    """What the operator allows, and what is refused."""

    def __init__(self, settings: Fetching) -> None:
        """Read what ``settings`` list."""
        self._hosts, self._allowed = _sorted(settings.allowed)
        self._refused = (*_sorted(settings.refused)[1], *NEVER)

    def has(self, host: str, address: str) -> bool:
        """Whether something may be fetched from ``address``, to which the name ``host`` leads (or is it itself)."""
        if host.rstrip(".").lower() in self._hosts:
            return True
        meant = _meant(ipaddress.ip_address(address.partition("%")[0]))
        return _is_in(meant, self._allowed) or not _is_in(meant, self._refused)


def _sorted(listed: Iterable[str]) -> tuple[frozenset[str], tuple[Network, ...]]:
    """The names and the networks of a list of both."""
    names, networks = set(), []
    for one in listed:
        network = network_of(one)
        if network is None:
            names.add(one.rstrip(".").lower())
        else:
            networks.append(network)
    return frozenset(names), tuple(networks)


def network_of(listed: str) -> Network | None:
    """The network that a word is, an address being one as well; None for a name."""
    try:
        return ipaddress.ip_network(listed)
    except ValueError:
        return None


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _meant(address: Address) -> Address:
    """The IPv4 address that packets to an IPv6 one end at, where that is written in it; else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def is_odd(host: str) -> bool:
    """Whether ``host`` is a number that some take for an address, and not written as one (``127.1``, ``0x7f.1``)."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    return (last.isdigit() or last.startswith("0x")) and not is_literal(host)


def is_literal(host: str) -> bool:
    """Whether ``host`` is an address, and no name."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
