"""Servers that are on their way, and what is known of their ports before they are there.

A server lands alone, or with a few others; were its ports asked for then, a hundred servers would cost some two hundred
calls. But the ports that Nova was handed are known beforehand, so those of all that are on their way are asked for
together. What is told of them may be a minute old when a server lands, and is asked for anew by every look after that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from setpoint.clouds.openstack.drivers.neutron.neutron import PORTS
from setpoint.clouds.openstack.drivers.nova.servers.plugging import Plugs, age
from setpoint.clouds.openstack.recent import Recent
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain

FRESH = 60.0
"""Seconds for which it is taken as known where floating IPs lead to."""


class Arrivals:
    """Servers that Nova was told to plug into given ports, until they have landed."""

    def __init__(self, region: Region, plugs: Plugs) -> None:
        """Nobody is on its way."""
        self._documents = region.documents
        self._ports: dict[str, tuple[str, ...]] = {}
        self._floating = Recent(plugs.floating, FRESH)

    def expect(self, server: str, networks: Plain) -> None:
        """It was asked for, with these ``networks`` in Nova's words. Ports that Nova makes itself are not known."""
        ports = () if isinstance(networks, str) else tuple(str(one.get("port") or "") for one in networks)
        if all(ports):
            self._ports[server] = ports

    def over(self, server: str) -> None:
        """It has landed, or something is done to it."""
        self._ports.pop(server, None)

    def __contains__(self, server: str) -> bool:
        """Whether its ports are known."""
        return server in self._ports

    async def ports(self, servers: Sequence[str]) -> dict[str, list[Shown]]:
        """The ports of these, by server, oldest first."""
        wanted = {port for server in servers for port in self._ports[server]}
        found = await self._documents.of(PORTS, wanted, self._others())
        return {
            server: sorted((found[port] for port in self._ports[server] if port in found), key=age)
            for server in servers
        }

    async def floating(self, ports: Collection[str]) -> Mapping[str, Sequence[Shown]]:
        """The floating IPs that lead to these ports of theirs, by port."""
        return await self._floating.of(ports, self._others())

    def _others(self) -> Iterator[str]:
        return (port for several in self._ports.values() for port in several)
