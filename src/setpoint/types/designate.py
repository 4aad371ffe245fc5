"""OS::Designate types: names in the DNS are there once."""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {
    "OS::Designate::RecordSet": Declarations(
        unique={"record set": ["name", "type", "zone"]}, units={"ttl": "seconds"}
    ),
    "OS::Designate::Zone": Declarations(unique={"zone": ["name"]}, units={"ttl": "seconds"}),
}
