"""OS::Octavia types. A load balancer refuses all changes while one of its parts is being changed.

A part knows only the part above it, so the keys keep brothers apart; what else meets is answered 409, and
tried again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import Problem, ResourceType
from setpoint.types.roles import BALANCERS, BALANCERS_QUOTAS
from setpoint.types.uses import Address, said

_LIMITS = ("healthmonitor", "listener", "loadbalancer", "member", "pool")


class Quota(ResourceType):
    """What a project may have."""

    declared = Declarations(
        unique={"load balancer quota of project": ["project"]}, for_roles={"": BALANCERS_QUOTAS}
    )

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Something must be limited."""
        if not properties.keys() & {*_LIMITS}:
            yield Problem(("project",), f"is not enough: give at least one of {', '.join(_LIMITS)}")


class LoadBalancer(ResourceType):
    """A load balancer, with a port for its address."""

    declared = Declarations(
        unique={"address of load balancer": ["vip_address", "vip_subnet"]}, takes=["load_balancers", "ports"]
    )

    def addresses(self, properties: Mapping[str, Value]) -> Iterator[Address]:
        """One of its subnet."""
        subnet, ip = (said(properties.get(name)) for name in ("vip_subnet", "vip_address"))
        yield Address("", subnet, ip, ("vip_subnet",))


KINDS = {
    "OS::Octavia::AvailabilityZone": Declarations(
        unique={"load balancer availability zone": ["name"]}, immutable=["name"], for_roles={"": BALANCERS}
    ),
    "OS::Octavia::AvailabilityZoneProfile": Declarations(for_roles={"": BALANCERS}),
    "OS::Octavia::Flavor": Declarations(for_roles={"": BALANCERS}),
    "OS::Octavia::FlavorProfile": Declarations(for_roles={"": BALANCERS}),
    "OS::Octavia::HealthMonitor": Declarations(
        unique={"monitor of pool": ["pool"]},
        one_at_a_time={"pool": "pool"},
        takes=["health_monitors"],
        units={"delay": "seconds", "timeout": "seconds"},
    ),
    "OS::Octavia::L7Policy": Declarations(one_at_a_time={"listener": "listener"}, takes=["l7policies"]),
    "OS::Octavia::L7Rule": Declarations(one_at_a_time={"L7 policy": "l7policy"}, takes=["l7rules"]),
    "OS::Octavia::Listener": Declarations(
        unique={"port of load balancer": ["loadbalancer", "protocol_port", "protocol"]},
        one_at_a_time={"load balancer": "loadbalancer"},
        takes=["listeners"],
    ),
    "OS::Octavia::LoadBalancer": LoadBalancer,
    "OS::Octavia::Pool": Declarations(
        one_at_a_time={"load balancer": "loadbalancer", "listener": "listener"},
        takes=["pools"],
    ),
    "OS::Octavia::PoolMember": Declarations(
        unique={"member of pool": ["pool", "address", "protocol_port"]},
        one_at_a_time={"pool": "pool"},
        takes=["members"],
    ),
    "OS::Octavia::Quota": Quota,
}
