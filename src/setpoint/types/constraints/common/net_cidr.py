"""``net_cidr``: a network as address, slash and prefix length.

Bits behind the prefix may be set: clouds cut them off.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from setpoint.model.value import Plain


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not."""
    if isinstance(value, str) and _is_network(value):
        return ""
    return "must be a network in CIDR notation, as 192.0.2.0/24 or 2001:db8::/64"


@lru_cache(4096)  # it is asked when planned, and again when carried out
def _is_network(text: str) -> bool:
    address, _, length = text.partition("/")
    if "%" in text or not length.isdecimal():
        return False
    try:
        ipaddress.ip_interface(f"{address}/{length}")
    except ValueError:
        return False
    return True
