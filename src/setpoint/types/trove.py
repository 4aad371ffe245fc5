"""OS::Trove types: databases, whose users have passwords."""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {
    "OS::Trove::Instance": Declarations(secret_properties=["users.*.password"], units={"size": "GiB"}),
}
