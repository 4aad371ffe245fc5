"""The consoles of a server: each look at one costs a call, and gives an address that is good for some minutes only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.clouds.openstack.client.service import Service
from setpoint.model.errors import ResourceError
from setpoint.model.value import Plain

PROTOCOLS: Mapping[str, str] = {
    "novnc": "vnc",
    "xvpvnc": "vnc",
    "spice-html5": "spice",
    "rdp-html5": "rdp",
    "serial": "serial",
    "webmks": "mks",
}
"""By the type of console."""


async def addresses(nova: Service, server: str, types: Iterable[str]) -> dict[str, Plain]:
    """The addresses of consoles; where there is none, why. Raises Retry."""
    return {one: await _address(nova, server, one) for one in types}


async def _address(nova: Service, server: str, wanted: str) -> str:
    if wanted not in PROTOCOLS:
        return f"there is no console of type {wanted!r}, but {', '.join(PROTOCOLS)}"
    told = {"remote_console": {"protocol": PROTOCOLS[wanted], "type": wanted}}
    try:
        return str((await nova.post(f"servers/{server}/remote-consoles", told))["remote_console"]["url"])
    except ResourceError as refused:
        return f"no address of this console can be had: {refused.diagnostic.summary}"
