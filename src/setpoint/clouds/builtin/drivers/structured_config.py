"""OS::Heat::StructuredConfig: keeps data for a tool, as SoftwareConfig keeps text."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.builtin.drivers.software_config import SoftwareConfig
from setpoint.clouds.driver import Want
from setpoint.model.value import Value


class StructuredConfig(SoftwareConfig):
    """``config`` is a map."""

    def attributes(self, want: Want, token: str) -> Mapping[str, Value]:
        """``config`` is the map."""
        return {"config": want.properties.get("config", {})}


DRIVER = StructuredConfig
