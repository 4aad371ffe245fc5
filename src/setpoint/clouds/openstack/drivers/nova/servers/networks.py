"""The property ``networks``: what its entries ask for, and which of a server's ports answers which of them.

An entry is plugged in one of three ways. It names a ``port`` that is there; or a ``network``, on which Nova makes a
port and removes it again; or it says more than Nova can be told (a subnet, properties of the port): then the port is
*brought*, made and removed here, and bears the server's token in its description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORKS, PORTS, QOS_POLICIES, SUBNETS
from setpoint.clouds.openstack.names import Names, Things
from setpoint.clouds.openstack.rest.carrier import PREFIX
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain

Entry = Mapping[str, Any]
"""One entry of ``networks``."""

_THINGS: Mapping[str, Things] = {
    "port": PORTS,
    "network": NETWORKS,
    "subnet": SUBNETS,
    "qos_policy": QOS_POLICIES,
}


def is_left_open(entries: Sequence[Entry] | None) -> bool:
    """Whether it is left to Nova to choose a network, of which there must be only one then."""
    return entries is None or any(entry.get("allocate_network") == "auto" for entry in entries)


def listed(entries: Sequence[Entry] | None) -> Sequence[Entry]:
    """The entries that ask for one port each."""
    return [entry for entry in entries or () if not entry.get("allocate_network")]


def is_brought(entry: Entry) -> bool:
    """Whether the entry's port must be made here."""
    return not entry.get("port") and bool(entry.get("subnet") or entry.get("port_extra_properties"))


def words(entries: Sequence[Entry] | None) -> Iterator[tuple[Things, str]]:
    """Every name or id in ``entries``."""
    for entry in entries or ():
        given = {**entry, "qos_policy": (entry.get("port_extra_properties") or {}).get("qos_policy")}
        for key, things in _THINGS.items():
            if given.get(key):
                yield things, given[key]


def descriptions(entries: Sequence[Entry] | None) -> set[str]:
    """What the entries want to be said of the ports that they bring, beside the token; "" for nothing."""
    extras = (entry.get("port_extra_properties") or {} for entry in listed(entries) if is_brought(entry))
    return {str((extra.get("value_specs") or {}).get("description") or "") for extra in extras}


def as_port(entry: Entry, network: str, groups: Sequence[str], name: str) -> dict[str, Plain]:
    """The properties, as those of ``OS::Neutron::Port``, of the port that the entry brings."""
    fixed = {"subnet": entry.get("subnet"), "ip_address": entry.get("fixed_ip")}
    given = {key: value for key, value in fixed.items() if value}
    return {
        "name": name,
        "network": network,
        "fixed_ips": [given] if given else None,
        "security_groups": list(groups) or None,
        **(entry.get("port_extra_properties") or {}),
    }


class Answers:
    """Which port answers which entry. ``ports`` are all that a server has; names must be known already."""

    def __init__(self, entries: Sequence[Entry], ports: Sequence[Shown], token: str, names: Names) -> None:
        """Find for each entry a port of its own, the choosiest entries first."""
        self.entries = entries
        self._token = PREFIX + token
        self._names = names
        self.surplus = list(ports)
        """Ports that nobody asked for."""
        self.ports: dict[int, Shown] = {}
        """By index of the entry; those that have none are missing."""
        for index in sorted(range(len(entries)), key=lambda index: _choosiness(entries[index]), reverse=True):
            port = self._best(entries[index])
            if port is not None:
                self.ports[index] = port
                self.surplus.remove(port)

    def _best(self, entry: Entry) -> Shown | None:
        """Best is one that was brought for an entry that brings one, and one of Nova's for another; but any will do."""
        found = [port for port in self.surplus if self._answers(port, entry)]
        return next(
            (port for port in found if self._is_ours(port) == is_brought(entry)), next(iter(found), None)
        )

    def _is_ours(self, port: Shown) -> bool:
        return self._token in str(port.get("description") or "")

    def _may_be_kept(self, port: Shown) -> bool:
        """Whether a port serves an entry that brings none: also one that was brought, if it is found again without it.

        What an entry wants to be said of its port is known only as long as there is that entry.
        """
        return not self._is_ours(port) or port["description"] == self._token

    def _answers(self, port: Shown, entry: Entry) -> bool:
        if entry.get("port"):
            return bool(self._names.known(PORTS, entry["port"]) == port["id"])
        extra = entry.get("port_extra_properties") or {}
        fixed = port.get("fixed_ips") or ()
        return (
            (is_brought(entry) or self._may_be_kept(port))
            and self._is(NETWORKS, entry.get("network"), [port["network_id"]])
            and self._is(SUBNETS, entry.get("subnet"), [one["subnet_id"] for one in fixed])
            and entry.get("fixed_ip") in (None, "", *(one["ip_address"] for one in fixed))
            and extra.get("mac_address") in (None, port["mac_address"])
        )

    def _is(self, things: Things, wanted: str | None, ids: Sequence[str]) -> bool:
        return not wanted or self._names.known(things, wanted) in ids

    @property
    def missing(self) -> list[tuple[int, Entry]]:
        """The entries that no port answers, with their indices."""
        return [(index, entry) for index, entry in enumerate(self.entries) if index not in self.ports]


def _choosiness(entry: Entry) -> tuple[bool, int]:
    return bool(entry.get("port")), sum(bool(entry.get(key)) for key in ("fixed_ip", "subnet", "network"))


def wanted_floating_ips(entries: Sequence[Entry] | None) -> dict[int, str]:
    """The floating IPs that the entries ask for, by index of the entry."""
    return {
        index: entry["floating_ip"] for index, entry in enumerate(listed(entries)) if entry.get("floating_ip")
    }
