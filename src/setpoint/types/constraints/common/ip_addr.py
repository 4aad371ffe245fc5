"""``ip_addr``: an IPv4 or IPv6 address, in full and without a zone."""

from __future__ import annotations

import ipaddress

from setpoint.model.value import Plain


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not."""
    if isinstance(value, str) and "%" not in value:
        try:
            ipaddress.ip_address(value)
        except ValueError:
            pass
        else:
            return ""
    return "must be an IP address, as 192.0.2.10 or 2001:db8::10"
