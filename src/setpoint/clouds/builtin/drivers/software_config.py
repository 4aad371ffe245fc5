"""OS::Heat::SoftwareConfig: keeps a text for a tool, with the names of its inputs and outputs."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.builtin.recorded import Recorded, identity
from setpoint.clouds.driver import Want
from setpoint.model.value import Value


class SoftwareConfig(Recorded):
    """Servers and deployments refer to it by a UUID."""

    def physical_id(self, want: Want, token: str) -> str:
        """A UUID."""
        return identity(token)

    def attributes(self, want: Want, token: str) -> Mapping[str, Value]:
        """``config`` is the text."""
        return {"config": want.properties.get("config", "")}


DRIVER = SoftwareConfig
