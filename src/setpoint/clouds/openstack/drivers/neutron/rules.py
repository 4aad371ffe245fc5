"""Rules of security groups, and when two of them are the same.

The service refuses a second rule that lets the same through, however it is written: ``6`` is ``tcp``, and no prefix is
all addresses. The names of protocols are those of the Networking API; the numbers are IANA's.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from setpoint.model.value import Plain

PROTOCOLS = {
    "ah": 51,
    "dccp": 33,
    "egp": 8,
    "esp": 50,
    "gre": 47,
    "icmp": 1,
    "icmpv6": 58,
    "igmp": 2,
    "ipip": 4,
    "ipv6-encap": 41,
    "ipv6-frag": 44,
    "ipv6-icmp": 58,
    "ipv6-nonxt": 59,
    "ipv6-opts": 60,
    "ipv6-route": 43,
    "ospf": 89,
    "pgm": 113,
    "rsvp": 46,
    "sctp": 132,
    "tcp": 6,
    "udp": 17,
    "udplite": 136,
    "vrrp": 112,
}

Key = tuple[Any, ...]

EVERYWHERE = {"0.0.0.0/0", "::/0"}

EGRESS = tuple({"direction": "egress", "ethertype": one} for one in ("IPv4", "IPv6"))
"""What a new group lets out: everything."""


def key(rule: Mapping[str, Plain]) -> Key:
    """What makes a rule the same as another one of its group; as the service shows it, or is told it."""
    ethertype = str(rule.get("ethertype") or "IPv4")
    return (
        rule.get("direction") or "ingress",
        ethertype.lower(),
        _protocol(rule.get("protocol"), ethertype),
        _number(rule.get("port_range_min")),
        _number(rule.get("port_range_max")),
        rule.get("remote_group_id"),
        _prefix(rule.get("remote_ip_prefix")),
    )


def _protocol(value: Plain, ethertype: str) -> Plain:
    if value is None:
        return None
    number = PROTOCOLS.get(str(value).lower(), str(value).lower())
    is_icmp_of_v6 = str(number) == "1" and ethertype.lower() == "ipv6"
    return "58" if is_icmp_of_v6 else str(number)


def _number(value: Plain) -> int | None:
    return None if value is None else int(value)


def _prefix(value: Plain) -> str | None:
    if not value:
        return None
    try:
        found = str(ipaddress.ip_network(str(value), strict=False))
    except ValueError:
        return str(value)
    return None if found in EVERYWHERE else found
