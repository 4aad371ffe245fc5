"""OS::Octavia types. A load balancer refuses all changes while one of its parts is being changed.

A part knows only the part above it, so the keys keep brothers apart; what else meets is answered 409, and
tried again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import Problem, ResourceType

_LIMITS = ("healthmonitor", "listener", "loadbalancer", "member", "pool")


class Quota(ResourceType):
    """What a project may have."""

    declared = Declarations(unique={"load balancer quota of project": ["project"]})

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Something must be limited."""
        if not properties.keys() & {*_LIMITS}:
            yield Problem(("project",), f"is not enough: give at least one of {', '.join(_LIMITS)}")


KINDS = {
    "OS::Octavia::AvailabilityZone": Declarations(
        unique={"load balancer availability zone": ["name"]}, immutable=["name"]
    ),
    "OS::Octavia::HealthMonitor": Declarations(
        unique={"monitor of pool": ["pool"]},
        one_at_a_time={"pool": "pool"},
        units={"delay": "seconds", "timeout": "seconds"},
    ),
    "OS::Octavia::L7Policy": Declarations(one_at_a_time={"listener": "listener"}),
    "OS::Octavia::L7Rule": Declarations(one_at_a_time={"L7 policy": "l7policy"}),
    "OS::Octavia::Listener": Declarations(
        unique={"port of load balancer": ["loadbalancer", "protocol_port", "protocol"]},
        one_at_a_time={"load balancer": "loadbalancer"},
    ),
    "OS::Octavia::LoadBalancer": Declarations(
        unique={"address of load balancer": ["vip_address", "vip_subnet"]}
    ),
    "OS::Octavia::Pool": Declarations(
        one_at_a_time={"load balancer": "loadbalancer", "listener": "listener"},
    ),
    "OS::Octavia::PoolMember": Declarations(
        unique={"member of pool": ["pool", "address", "protocol_port"]}, one_at_a_time={"pool": "pool"}
    ),
    "OS::Octavia::Quota": Quota,
}
