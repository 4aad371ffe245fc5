"""OS::Zaqar types: a queue is its name, and a signed URL is a means to use one."""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {
    "OS::Zaqar::Queue": Declarations(unique={"queue": ["name"]}),
    "OS::Zaqar::SignedQueueURL": Declarations(
        secret_attributes=["signature", "query_str"], units={"ttl": "seconds"}
    ),
}
