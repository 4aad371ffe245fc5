"""``mac_addr``: a hardware address of 48 bits, in any of the ways that it is commonly written."""

from __future__ import annotations

import re

from setpoint.model.value import Plain

_WAYS = re.compile(
    r"""
      [0-9a-f]{1,2} ( : [0-9a-f]{1,2} ){5}
    | [0-9a-f]{1,2} ( - [0-9a-f]{1,2} ){5}
    | [0-9a-f]{1,4} ( : [0-9a-f]{1,4} ){2}
    | [0-9a-f]{1,4} ( - [0-9a-f]{1,4} ){2}
    | [0-9a-f]{1,4} ( \. [0-9a-f]{1,4} ){2}
    | [0-9a-f]{5,6} - [0-9a-f]{5,6}
    | [0-9a-f]{5,6} : [0-9a-f]{5,6}
    | [0-9a-f]{12}
    """,
    re.IGNORECASE | re.VERBOSE,
)


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not."""
    if isinstance(value, str) and _WAYS.fullmatch(value):
        return ""
    return "must be a MAC address, as fa:16:3e:00:00:01"
