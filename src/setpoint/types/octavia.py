"""OS::Octavia types. A load balancer refuses all changes while one of its parts is being changed.

A part knows only the part above it, so the keys keep brothers apart; what else meets is answered 409, and
tried again.
"""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {
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
}
