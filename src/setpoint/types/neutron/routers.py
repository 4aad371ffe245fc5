"""Routers, and what is reached through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from setpoint.model.kind import Refers
from setpoint.model.range import Range
from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.implied import Implied, on_subnets
from setpoint.types.neutron.parts import Specified, maps, ranges
from setpoint.types.resource_type import Problem, ResourceType
from setpoint.types.roles import ADMINS, MANAGERS
from setpoint.types.uses import Address, Shows, Use, said

GATEWAY = "external_gateway_info"
INTERFACE = "OS::Neutron::RouterInterface"
FLOATING_IP = "OS::Neutron::FloatingIP"
WAYS = ("OS::Neutron::Router", "OS::Neutron::RouterGateway", INTERFACE)
"""What a floating IP reaches its port through: it cannot go as long as that is so."""


def _reached_at(port: str) -> list[Implied]:
    """A floating IP reaches ``port`` through a router that has an interface on the port's subnet."""
    network, subnet, because = f"{port} > network", f"{port} > fixed_ips.*.subnet", "leads to that port"
    return [
        Implied(INTERFACE, subnet, "subnet", because),
        Implied(INTERFACE, subnet, "port > fixed_ips.*.subnet", because),
        *(
            Implied(INTERFACE, network, f"{way} > network", because, unless=subnet)
            for way in ("subnet", "port")
        ),
    ]


def _connected(router: str) -> list[Implied]:
    """The next hop of a route is on a subnet that the router has an interface on."""
    return [Implied(INTERFACE, router, "router", "connects that router to its next hops")]


class Router(Specified):
    """A router. Where it is to be kept can be said only when it is made."""

    declared = Declarations(
        implied=[on_subnets("external_gateway_info.network")],
        immutable=["availability_zone_hints"],
        refers={
            "availability_zone_hints": "neutron.availability_zone",
            "external_gateway_info.network": "neutron.network",
        },
        takes=["routers"],
        for_roles={
            "distributed": ADMINS,
            "ha": ADMINS,
            "l3_agent_id": ADMINS,
            "l3_agent_ids": ADMINS,
            "external_gateway_info.enable_snat": ADMINS,
            "external_gateway_info.external_fixed_ips": ADMINS,
        },
    )

    def addresses(self, properties: Mapping[str, Value]) -> Iterator[Address]:
        """One of the external network, for its gateway."""
        gateway = properties.get(GATEWAY)
        if isinstance(gateway, Mapping):
            network = said(gateway.get("network"))
            for index, entry in enumerate(maps(gateway.get("external_fixed_ips"))):
                subnet, ip = (said(entry.get(key)) for key in ("subnet", "ip_address"))
                yield Address(network, subnet, ip, (GATEWAY, "external_fixed_ips", index))
            if not gateway.get("external_fixed_ips"):
                yield Address(network, path=(GATEWAY, "network"))

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """What can be had together."""
        yield from super().refuse(properties)
        agents, is_ha = properties.get("l3_agent_ids"), properties.get("ha") is True
        if agents and properties.get("l3_agent_id"):
            yield Problem(("l3_agent_id",), "cannot be given together with l3_agent_ids")
        if properties.get("distributed") is True:
            for name in ("l3_agent_ids", "l3_agent_id"):
                if properties.get(name):
                    yield Problem((name,), "cannot be given for a distributed router")
            if is_ha:
                yield Problem(("ha",), "cannot be given together with distributed")
        if properties.get("ha") in (None, False) and isinstance(agents, list) and len(agents) > 1:
            yield Problem(("l3_agent_ids",), "can be several only where ha is true")


class RouterInterface(ResourceType):
    """A subnet's or port's attachment to a router. It takes the subnet's gateway address.

    The subnets of one router must not overlap.
    """

    declared = Declarations(unique={"gateway of subnet": ["subnet"], "router on port": ["port"]})

    def uses(self, properties: Mapping[str, Value], shows: Shows) -> Iterator[Use]:
        """A port is made for it, where it is not given one."""
        if properties.get("subnet") and not properties.get("port"):
            yield Use("ports", 1, ("subnet",))

    def ranges(self, properties: Mapping[str, Value], refers: Refers) -> frozenset[Range]:
        """The addresses of its subnet, or of that on which its port is, on its router."""
        subnet = properties.get("subnet")
        if subnet is None:
            fixed_ips = refers(properties.get("port")).get("fixed_ips")
            subnet = next((one["subnet"] for one in maps(fixed_ips) if "subnet" in one), None)
        return ranges("router", properties.get("router"), refers(subnet).get("cidr"))

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Either of the two."""
        if "subnet" in properties and "port" in properties:
            yield Problem(("port",), "cannot be given together with subnet")
        if "subnet" not in properties and "port" not in properties:
            yield Problem(("subnet",), "is required where there is no port")


class FloatingIP(Specified):
    """A floating address. A port's fixed address can have one. Its names can be said only when it is made."""

    declared = Declarations(
        unique={
            "floating address": ["floating_ip_address"],
            "floating IP of port": ["port_id", "fixed_ip_address"],
        },
        made_of={"router_id": ["port_id"], "fixed_ip_address": ["port_id"]},
        lets_go={way: {"port_id": None, "fixed_ip_address": None} for way in WAYS},
        implied=[
            Implied(
                "OS::Neutron::Router",
                "floating_network",
                "external_gateway_info.network",
                "leads to that external network",
            ),
            *_reached_at("port_id"),
        ],
        immutable=["dns_name", "dns_domain"],
        takes=["floating_ips"],
        for_roles={"floating_ip_address": MANAGERS},
    )

    def addresses(self, properties: Mapping[str, Value]) -> Iterator[Address]:
        """One of the external network."""
        names = ("floating_network", "floating_subnet", "floating_ip_address")
        network, subnet, ip = (said(properties.get(name)) for name in names)
        yield Address(network, subnet, ip, ("floating_network",))

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """A fixed address is one of a port."""
        yield from super().refuse(properties)
        if "fixed_ip_address" in properties and "port_id" not in properties:
            yield Problem(("fixed_ip_address",), "needs port_id")


class FloatingIPPortForward(ResourceType):
    """A port of a floating IP that leads to a port of another address."""

    declared = Declarations(
        unique={"port of floating IP": ["floating_ip", "external_port", "protocol"]},
        lets_go=dict.fromkeys((*WAYS, FLOATING_IP, "OS::Neutron::Port")),
        implied=_reached_at("internal_port"),
        refers={"floating_ip": "neutron.floating_ip"},
    )

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Where it leads."""
        if "internal_port_number" not in properties:
            yield Problem(("internal_port_number",), "is required: Neutron wants to know where it leads")


KINDS = {
    # Routes keep the interface through which they lead.
    "OS::Neutron::ExtraRoute": Declarations(
        unique={"route": ["router_id", "destination", "nexthop"]},
        one_at_a_time={"router": "router_id"},
        lets_go={INTERFACE: None},
        implied=_connected("router_id"),
    ),
    "OS::Neutron::ExtraRouteSet": Declarations(
        one_at_a_time={"router": "router"},
        lets_go={INTERFACE: {"routes": None}},
        implied=_connected("router"),
    ),
    FLOATING_IP: FloatingIP,
    "OS::Neutron::FloatingIPAssociation": Declarations(
        unique={
            "association of floating IP": ["floatingip_id"],
            "floating IP of port": ["port_id", "fixed_ip_address"],
        },
        # It ends when its floating IP or its port goes.
        lets_go=dict.fromkeys((*WAYS, FLOATING_IP, "OS::Neutron::Port")),
        implied=_reached_at("port_id"),
        refers={"floatingip_id": "neutron.floating_ip"},
    ),
    "OS::Neutron::FloatingIPPortForward": FloatingIPPortForward,
    "OS::Neutron::Router": Router,
    INTERFACE: RouterInterface,
}
