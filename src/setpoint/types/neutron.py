"""OS::Neutron types: what only one resource at a time can hold, and what a router does one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.change import Change, PropertyChange
from setpoint.model.kind import Refers
from setpoint.model.range import Range
from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.implied import Implied, on_subnets
from setpoint.types.resource_type import Problem, ResourceType, at_cost


def _reached_at(port: str) -> list[Implied]:
    """A floating IP reaches ``port`` through a router that has an interface on the port's subnet."""
    interface, because = "OS::Neutron::RouterInterface", "leads to that port"
    network, subnet = f"{port} > network", f"{port} > fixed_ips.*.subnet"
    return [
        Implied(interface, subnet, "subnet", because),
        Implied(interface, subnet, "port > fixed_ips.*.subnet", because),
        *(
            Implied(interface, network, f"{way} > network", because, unless=subnet)
            for way in ("subnet", "port")
        ),
    ]


def _connected(router: str) -> list[Implied]:
    """The next hop of a route is on a subnet that the router has an interface on."""
    return [
        Implied("OS::Neutron::RouterInterface", router, "router", "connects that router to its next hops")
    ]


class Subnet(ResourceType):
    """A subnet. No two on one network can have the same addresses."""

    def ranges(self, properties: Mapping[str, Value], refers: Refers) -> frozenset[Range]:
        """Its addresses, on its network."""
        return _ranges("network", properties.get("network"), properties.get("cidr"))

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Where its addresses come from, and IPv6 modes."""
        if "cidr" in properties and "subnetpool" in properties:
            yield Problem(("cidr",), "cannot be given together with subnetpool")
        if "cidr" not in properties and "subnetpool" not in properties:
            yield Problem(("cidr",), "is required where there is no subnetpool")
        if "cidr" in properties and "prefixlen" in properties:
            yield Problem(("prefixlen",), "is for subnets from a subnetpool")
        modes = [properties.get(name) for name in ("ipv6_ra_mode", "ipv6_address_mode")]
        if any(modes) and self.get(properties, "ip_version") == 4:
            yield Problem(("ip_version",), "must be 6 where there is an ipv6_ra_mode or ipv6_address_mode")
        if all(isinstance(mode, str) for mode in modes) and modes[0] != modes[1]:
            yield Problem(("ipv6_ra_mode",), "must be the same as ipv6_address_mode")


def _ranges(scope: str, id: Value, cidr: Value) -> frozenset[Range]:
    if not (isinstance(id, str) and isinstance(cidr, str)):
        return frozenset()
    return frozenset(filter(None, [Range.of(f"{scope} {id}", cidr)]))


class Port(ResourceType):
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
    )

    def letting_go(self, properties: Mapping[str, Value], other: str, id: str) -> Mapping[str, Value] | None:
        """A subnet can go where all its addresses are told to be of others."""
        subnets = [one.get("subnet") for one in _maps(properties.get("fixed_ips"))]
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


def _addresses(fixed_ips: Value) -> list[str]:
    found = (part.get("ip_address") for part in _maps(fixed_ips))
    return [address for address in found if isinstance(address, str)]


def _maps(items: Value) -> list[Mapping[str, Value]]:
    """The items of a list that are known to be maps."""
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


class RouterInterface(ResourceType):
    """A subnet's or port's attachment to a router. It takes the subnet's gateway address.

    The subnets of one router must not overlap.
    """

    declared = Declarations(
        unique={"gateway of subnet": ["subnet"], "router on port": ["port"]},
        one_at_a_time={"router": "router"},
    )

    def ranges(self, properties: Mapping[str, Value], refers: Refers) -> frozenset[Range]:
        """The addresses of its subnet, or of that on which its port is, on its router."""
        subnet = properties.get("subnet")
        if subnet is None:
            fixed_ips = refers(properties.get("port")).get("fixed_ips")
            subnet = next((one["subnet"] for one in _maps(fixed_ips) if "subnet" in one), None)
        return _ranges("router", properties.get("router"), refers(subnet).get("cidr"))

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Either of the two."""
        if "subnet" in properties and "port" in properties:
            yield Problem(("port",), "cannot be given together with subnet")
        if "subnet" not in properties and "port" not in properties:
            yield Problem(("subnet",), "is required where there is no port")


_WAYS = ("OS::Neutron::Router", "OS::Neutron::RouterGateway", "OS::Neutron::RouterInterface")
"""What a floating IP reaches its port through: it cannot go as long as that is so."""


class FloatingIP(ResourceType):
    """A floating address. A port's fixed address can have one."""

    declared = Declarations(
        unique={
            "floating address": ["floating_ip_address"],
            "floating IP of port": ["port_id", "fixed_ip_address"],
        },
        made_of={"router_id": ["port_id"], "fixed_ip_address": ["port_id"]},
        lets_go={way: {"port_id": None, "fixed_ip_address": None} for way in _WAYS},
        implied=[
            Implied(
                "OS::Neutron::Router",
                "floating_network",
                "external_gateway_info.network",
                "leads to that external network",
            ),
            *_reached_at("port_id"),
        ],
    )

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """A fixed address is one of a port."""
        if "fixed_ip_address" in properties and "port_id" not in properties:
            yield Problem(("fixed_ip_address",), "needs port_id")


class SecurityGroupRule(ResourceType):
    """A rule; the same one cannot be made twice."""

    declared = Declarations(
        unique={
            "security group rule": [
                "security_group",
                "direction",
                "ethertype",
                "protocol",
                "port_range_min",
                "port_range_max",
                "remote_group",
                "remote_ip_prefix",
            ]
        }
    )

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Ports go from low to high, and whom it lets in is told in one way."""
        low, high = properties.get("port_range_min"), properties.get("port_range_max")
        # For ICMP the two are a type and a code.
        is_icmp = str(properties.get("protocol")).casefold().startswith("icmp")
        if isinstance(low, int) and isinstance(high, int) and low > high and not is_icmp:
            yield Problem(("port_range_min",), "must not be greater than port_range_max")
        if "remote_group" in properties and "remote_ip_prefix" in properties:
            yield Problem(("remote_group",), "cannot be given together with remote_ip_prefix")


_SEGMENT = {"segment": ["segmentation_id", "network_type", "physical_network"]}
"""A physical network's segment number is taken once."""

KINDS = {
    # Routes are a list of the router's, rewritten as a whole.
    "OS::Neutron::ExtraRoute": Declarations(
        unique={"route": ["router_id", "destination", "nexthop"]},
        one_at_a_time={"router": "router_id"},
        implied=_connected("router_id"),
    ),
    "OS::Neutron::ExtraRouteSet": Declarations(
        one_at_a_time={"router": "router"}, implied=_connected("router")
    ),
    "OS::Neutron::FloatingIP": FloatingIP,
    "OS::Neutron::FloatingIPAssociation": Declarations(
        unique={
            "association of floating IP": ["floatingip_id"],
            "floating IP of port": ["port_id", "fixed_ip_address"],
        },
        # It ends when its floating IP or its port goes.
        lets_go=dict.fromkeys((*_WAYS, "OS::Neutron::FloatingIP", "OS::Neutron::Port")),
        implied=_reached_at("port_id"),
    ),
    "OS::Neutron::FloatingIPPortForward": Declarations(implied=_reached_at("internal_port")),
    "OS::Neutron::IPsecSiteConnection": Declarations(secret_properties=["psk"]),
    "OS::Neutron::Net": Declarations(made_of={"qos_policy_id": ["qos_policy"]}),
    "OS::Neutron::Port": Port,
    "OS::Neutron::ProviderNet": Declarations(unique=_SEGMENT),
    # Of each kind of rule a policy has one, or one for each direction.
    "OS::Neutron::QoSBandwidthLimitRule": Declarations(unique={"bandwidth limit": ["policy", "direction"]}),
    "OS::Neutron::QoSDscpMarkingRule": Declarations(unique={"DSCP marking": ["policy"]}),
    "OS::Neutron::QoSMinimumBandwidthRule": Declarations(
        unique={"minimum bandwidth": ["policy", "direction"]}
    ),
    "OS::Neutron::QoSMinimumPacketRateRule": Declarations(
        unique={"minimum packet rate": ["policy", "direction"]}
    ),
    "OS::Neutron::Router": Declarations(implied=[on_subnets("external_gateway_info.network")]),
    "OS::Neutron::RouterInterface": RouterInterface,
    "OS::Neutron::SecurityGroupRule": SecurityGroupRule,
    "OS::Neutron::Segment": Declarations(unique=_SEGMENT),
    "OS::Neutron::Subnet": Subnet,
    "OS::Neutron::Trunk": Declarations(unique={"trunk of port": ["port"]}),
}
