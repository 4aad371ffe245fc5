"""What a server offers to others and what is seen of its networks, from what Nova and Neutron show.

Nova's own account of addresses is a copy that it brings up to date in its own time. So addresses come from Neutron, and
networks bear the names that they have now.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from setpoint.clouds.openstack.documents import Document
from setpoint.clouds.openstack.drivers.neutron.port import Port
from setpoint.clouds.openstack.drivers.nova.servers.networks import Answers, Entry, is_brought, listed
from setpoint.clouds.openstack.names import Names
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain

PLUGGED = "setpoint:plugged"
"""Under which a shown server has its `Plugged`, at rest."""


class Plugged(msgspec.Struct, frozen=True):
    """A server's ports, and what else Neutron shows of them, by id: networks, subnets, floating IPs by port."""

    ports: Sequence[Shown] = ()
    networks: Mapping[str, Document] = {}
    subnets: Mapping[str, Document] = {}
    floating: Mapping[str, Sequence[Shown]] = {}

    # ---- attributes

    def addresses(self) -> dict[str, list[dict[str, Plain]]]:
        """The attribute ``addresses``: by name and by id of the network."""
        found: dict[str, list[dict[str, Plain]]] = {}
        for port in self.ports:
            several = list(self._addresses(port))
            for key in self._keys(port):
                found.setdefault(key, []).extend(several)
        return found

    def networks_of_addresses(self) -> dict[str, list[str]]:
        """The attribute ``networks``: nothing but the addresses."""
        return {key: [str(one["addr"]) for one in several] for key, several in self.addresses().items()}

    def first_address(self) -> str:
        """The first address on the network whose name comes last; "" where there is none."""
        by_name: dict[str, str] = {}
        for port in self.ports:
            for one in self._addresses(port):
                by_name.setdefault(self._keys(port)[0], str(one["addr"]))
        return by_name[max(by_name)] if by_name else ""

    def _keys(self, port: Shown) -> tuple[str, ...]:
        network = str(port["network_id"])
        name = str(self.networks.get(network, {}).get("name") or "")
        return (name, network) if name and name != network else (network,)

    def _addresses(self, port: Shown) -> Iterator[dict[str, Plain]]:
        """Each fixed address, after the floating one that leads to it."""
        of_port = {"OS-EXT-IPS-MAC:mac_addr": port["mac_address"]}
        fixed_ips = port.get("fixed_ips") or ()
        subnets = [self.subnets.get(one["subnet_id"]) for one in fixed_ips]
        for fixed in fixed_ips:
            address = fixed["ip_address"]
            version = ipaddress.ip_address(address).version
            for floating in self.floating.get(port["id"], ()):
                if floating["fixed_ip_address"] == address:
                    yield {
                        "addr": floating["floating_ip_address"],
                        "version": version,
                        "OS-EXT-IPS:type": "floating",
                        "port": None,
                        **of_port,
                    }
            yield {
                "addr": address,
                "version": version,
                "OS-EXT-IPS:type": "fixed",
                "port": port["id"],
                "subnets": subnets,
                "network": self.networks.get(port["network_id"]),
                **of_port,
            }

    # ---- properties

    def seen(self, wanted: Sequence[Entry] | None, token: str, ports: Port) -> Sequence[Entry]:
        """The property ``networks`` as it is, in the words of ``wanted``; ports that nobody asked for as such."""
        wanted = wanted or []
        if not listed(wanted):
            asks_for_none = any(entry.get("allocate_network") == "none" for entry in wanted)
            return [*wanted, *(_as_it_is(port) for port in self.ports)] if asks_for_none else wanted
        answers = Answers(listed(wanted), self.ports, token, ports.region.names)
        found = [
            self._entry(entry, answers.ports[index], ports)
            for index, entry in enumerate(answers.entries)
            if index in answers.ports
        ]
        return [*found, *map(_as_it_is, answers.surplus)]

    def groups(self, wanted: Sequence[Entry] | None, token: str, names: Names) -> list[Plain]:
        """The ids of the security groups of the ports that were asked for."""
        answers = Answers(listed(wanted), self.ports, token, names)
        ports = answers.ports.values() if listed(wanted) else self.ports
        found = (group for port in ports for group in port.get("security_groups") or ())
        return list(dict.fromkeys(found))

    def _entry(self, entry: Entry, port: Shown, ports: Port) -> Entry:
        found: dict[str, Any] = dict(entry)
        floating = [one["id"] for one in self.floating.get(port["id"], ())]
        if entry.get("floating_ip") and entry["floating_ip"] not in floating:
            found["floating_ip"] = next(iter(floating), None)
        if is_brought(entry) and entry.get("port_extra_properties"):
            extra = entry["port_extra_properties"]
            pairs = _pairs(port, extra.get("allowed_address_pairs"))
            found["port_extra_properties"] = {**extra, **ports.seen(port, extra), **pairs}
        return found


def _as_it_is(port: Shown) -> Entry:
    """The entry of a port that nobody asked for."""
    return {"port": port["id"]}


def _pairs(port: Shown, wanted: Sequence[Mapping[str, Plain]] | None) -> dict[str, Plain]:
    """Allowed address pairs; Neutron fills in the port's own MAC address where none is given."""
    if wanted is None:
        return {}
    has = {_pair(one, port): one for one in port.get("allowed_address_pairs") or ()}
    kept = [one for one in wanted if has.pop(_pair(one, port), None) is not None]
    return {"allowed_address_pairs": [*kept, *has.values()]}


def _pair(one: Mapping[str, Plain], port: Shown) -> tuple[Plain, Plain]:
    return one["ip_address"], one.get("mac_address") or port["mac_address"]
