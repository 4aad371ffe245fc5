"""OS::Manila types: shared file systems."""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {
    "OS::Manila::SecurityService": Declarations(secret_properties=["password"]),
    "OS::Manila::Share": Declarations(units={"size": "GiB"}),
}
