"""OS::Barbican types: what they keep is secret by nature."""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {
    "OS::Barbican::Order": Declarations(secret_properties=["pass_phrase"], secret_attributes=["private_key"]),
    "OS::Barbican::Secret": Declarations(
        secret_properties=["payload"], secret_attributes=["decrypted_payload"]
    ),
}
