"""OS::Heat::SoftwareComponent: keeps several configurations, each with the actions and the tool that it is for."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.builtin.drivers.software_config import SoftwareConfig
from setpoint.clouds.driver import Want
from setpoint.model.value import Value


class SoftwareComponent(SoftwareConfig):
    """``config`` is a map that has them all: what a deployment of it tells a server."""

    def attributes(self, want: Want, token: str) -> Mapping[str, Value]:
        """See above."""
        return {"config": {"configs": want.properties.get("configs", [])}}


DRIVER = SoftwareComponent
