"""``net_cidr``: a network as address, slash and prefix length.

Bits behind the prefix may be set: clouds cut them off.
"""

from __future__ import annotations

import ipaddress

from setpoint.model.value import Plain


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not."""
    if isinstance(value, str) and "%" not in value:
        address, _, length = value.partition("/")
        try:
            if length.isdecimal():
                ipaddress.ip_interface(f"{address}/{length}")
                return ""
        except ValueError:
            pass
    return "must be a network in CIDR notation, as 192.0.2.0/24 or 2001:db8::/64"
