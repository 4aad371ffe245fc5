"""Networks, and what their addresses are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.kind import Refers
from setpoint.model.range import Range
from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.neutron.parts import Specified, out_of_order, ranges
from setpoint.types.resource_type import Problem, ResourceType
from setpoint.types.roles import ADMINS


class Net(Specified):
    """A network."""

    declared = Declarations(
        made_of={"qos_policy_id": ["qos_policy"]},
        refers={"availability_zone_hints": "neutron.availability_zone"},
        takes=["networks"],
        for_roles={"shared": ADMINS, "dhcp_agent_ids": ADMINS},
    )


class Subnet(Specified):
    """A subnet. No two on one network can have the same addresses."""

    declared = Declarations(takes=["subnets"], for_roles={"segment": ADMINS})

    def ranges(self, properties: Mapping[str, Value], refers: Refers) -> frozenset[Range]:
        """Its addresses, on its network."""
        return ranges("network", properties.get("network"), properties.get("cidr"))

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Where its addresses come from, and IPv6 modes."""
        yield from super().refuse(properties)
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


class SubnetPool(ResourceType):
    """A pool. The prefixes that are cut from it have a least, a usual and a greatest length."""

    declared = Declarations(takes=["subnetpools"], for_roles={"shared": ADMINS, "is_default": ADMINS})

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Lengths in order."""
        for low, high in out_of_order(properties, "min_prefixlen", "default_prefixlen", "max_prefixlen"):
            yield Problem((low,), f"must not be greater than {high}")


TUNNELS = ("vxlan", "gre", "geneve")

_SEGMENT = {"segment": ["segmentation_id", "network_type", "physical_network"]}
"""A physical network's segment number is taken once."""


class ProviderNet(ResourceType):
    """A network of which an administrator says what it is made of. Of that, only its number can be changed."""

    declared = Declarations(
        unique=_SEGMENT,
        immutable=["network_type", "physical_network", "availability_zone_hints"],
        refers={"availability_zone_hints": "neutron.availability_zone"},
        takes=["networks"],
        for_roles={"": ADMINS},
    )

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """What fits its type of network."""
        kind = properties.get("network_type")
        if "segmentation_id" in properties and kind in ("local", "flat"):
            yield Problem(("segmentation_id",), f"is not for networks of type {kind}")
        if "physical_network" in properties and kind in (*TUNNELS, "local"):
            yield Problem(("physical_network",), f"is not for networks of type {kind}")


class Segment(ResourceType):
    """A segment of a network."""

    declared = Declarations(unique=_SEGMENT, for_roles={"": ADMINS})

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """What fits its type of network."""
        kind, number = properties.get("network_type"), properties.get("segmentation_id")
        needed = {"flat": ["physical_network"], "vlan": ["physical_network", "segmentation_id"]}
        for name in needed.get(str(kind), ()):
            if name not in properties:
                yield Problem((name,), f"is required for segments of type {kind}")
        if "segmentation_id" in properties and kind in ("local", "flat"):
            yield Problem(("segmentation_id",), f"is not for segments of type {kind}")
        if "physical_network" in properties and kind in TUNNELS:
            yield Problem(("physical_network",), f"is not for segments of type {kind}")
        if kind == "vlan" and isinstance(number, int) and number > 4094:
            yield Problem(("segmentation_id",), "must be at most 4094 for segments of type vlan")


KINDS = {
    "OS::Neutron::AddressScope": Declarations(for_roles={"shared": ADMINS}),
    "OS::Neutron::Net": Net,
    "OS::Neutron::ProviderNet": ProviderNet,
    "OS::Neutron::Segment": Segment,
    "OS::Neutron::Subnet": Subnet,
    "OS::Neutron::SubnetPool": SubnetPool,
}
