"""``ip_or_cidr``: an address, or a network in CIDR notation."""

from __future__ import annotations

from setpoint.model.value import Plain
from setpoint.types.constraints.common import ip_addr, net_cidr


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not."""
    if ip_addr.problem(value) and net_cidr.problem(value):
        return "must be an IP address or a network in CIDR notation, as 192.0.2.10 or 192.0.2.0/24"
    return ""
