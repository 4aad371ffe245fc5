"""OS::Heat software configurations: text or data for a server, kept under an identity that servers refer to."""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {
    "OS::Heat::CloudConfig": Declarations(made_of={"config": ["cloud_config"]}),
    # A part may name another configuration by its identity.
    "OS::Heat::MultipartMime": Declarations(made_of={"config": ["parts"]}, reads_referred=True),
}
