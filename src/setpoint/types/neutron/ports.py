"""Ports, trunks of them, and what may be asked of their traffic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from setpoint.model.change import Change, PropertyChange
from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.implied import on_subnets
from setpoint.types.neutron.parts import Specified, maps
from setpoint.types.resource_type import Problem, ResourceType, at_cost
from setpoint.types.roles import MANAGERS
from setpoint.types.uses import Address, said

PORT = "OS::Neutron::Port"


class Port(Specified):
    """A port. Its fixed addresses and its MAC address are its own within the network."""

    declared = Declarations(
        unique={"MAC address": ["mac_address", "network"]},
        made_of={
            "dns_assignment": ["dns_name", "fixed_ips", "no_fixed_ips"],
            "fixed_ips": ["no_fixed_ips"],
            "qos_policy_id": ["qos_policy"],
            "status": ["admin_state_up", "device_id"],
            "subnets": ["fixed_ips", "no_fixed_ips"],
        },
        lets_go={"OS::Neutron::Subnet": {"fixed_ips": None, "no_fixed_ips": True}},
        implied=[on_subnets("network")],
        refers={"security_groups": "neutron.security_group"},
        takes=["ports"],
    )

    def addresses(self, properties: Mapping[str, Value]) -> Iterator[Address]:
        """Those that are told, or one of its network's."""
        network = said(properties.get("network"))
        for index, entry in enumerate(maps(properties.get("fixed_ips"))):
            subnet, ip = (said(entry.get(key)) for key in ("subnet", "ip_address"))
            yield Address(network, subnet, ip, ("fixed_ips", index))
        if not properties.get("fixed_ips") and properties.get("no_fixed_ips") is not True:
            yield Address(network, path=("network",))

    def letting_go(self, properties: Mapping[str, Value], other: str, id: str) -> Mapping[str, Value] | None:
        """A subnet can go where all its addresses are told to be of others."""
        subnets = [one.get("subnet") for one in maps(properties.get("fixed_ips"))]
        is_elsewhere = bool(subnets) and not {id, None} & set(subnets)
        return properties if is_elsewhere else super().letting_go(properties, other, id)

    def weigh(
        self, changes: tuple[PropertyChange, ...], old: Mapping[str, Value], new: Mapping[str, Value]
    ) -> tuple[PropertyChange, ...]:
        """``replacement_policy`` can ask for a new port at every change."""
        always = self.get(new, "replacement_policy") == "REPLACE_ALWAYS"
        return tuple(at_cost(one, Change.REPLACE) for one in changes) if always else changes

    def claims(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """See :meth:`ResourceType.claims`."""
        network = properties.get("network")
        return super().claims(properties) | {
            f"address {address} {network}"
            for address in _addresses(properties.get("fixed_ips"))
            if isinstance(network, str)
        }

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Addresses, or none."""
        yield from super().refuse(properties)
        if properties.get("fixed_ips") and properties.get("no_fixed_ips") is True:
            yield Problem(("no_fixed_ips",), "cannot be given together with fixed_ips")


def _addresses(fixed_ips: Value) -> list[str]:
    found = (part.get("ip_address") for part in maps(fixed_ips))
    return [address for address in found if isinstance(address, str)]


class Trunk(ResourceType):
    """A trunk. It keeps its ports: one of which a trunk is made can go when the trunk has let go of it."""

    declared = Declarations(unique={"trunk of port": ["port"]}, lets_go={PORT: None}, takes=["trunks"])

    def letting_go(self, properties: Mapping[str, Value], other: str, id: str) -> Mapping[str, Value] | None:
        """Of a sub port it lets go; with the port that it is a trunk of, it goes itself."""
        if other != PORT or properties.get("port") == id:
            return super().letting_go(properties, other, id)
        entries = maps(properties.get("sub_ports"))
        left = [one for one in entries if one.get("port") != id]
        return properties if left == entries else {**properties, "sub_ports": left}


_MANAGED = {"": MANAGERS}

KINDS = {
    PORT: Port,
    "OS::Neutron::Trunk": Trunk,
    # Of each kind of rule a policy has one, or one for each direction.
    "OS::Neutron::QoSBandwidthLimitRule": Declarations(
        unique={"bandwidth limit": ["policy", "direction"]}, for_roles=_MANAGED
    ),
    "OS::Neutron::QoSDscpMarkingRule": Declarations(unique={"DSCP marking": ["policy"]}, for_roles=_MANAGED),
    "OS::Neutron::QoSMinimumBandwidthRule": Declarations(
        unique={"minimum bandwidth": ["policy", "direction"]}, for_roles=_MANAGED
    ),
    "OS::Neutron::QoSMinimumPacketRateRule": Declarations(
        unique={"minimum packet rate": ["policy", "direction"]}, for_roles=_MANAGED
    ),
    "OS::Neutron::QoSPolicy": Declarations(for_roles=_MANAGED),
}
