"""OS::Heat::CloudConfig: a map, in the text that cloud-init reads (cloud-init documentation, "Cloud config data")."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from setpoint.clouds.builtin.drivers.software_config import SoftwareConfig
from setpoint.clouds.driver import Want
from setpoint.model.value import Value


class CloudConfig(SoftwareConfig):
    """``config`` is YAML under a first line that tells cloud-init what it is."""

    def attributes(self, want: Want, token: str) -> Mapping[str, Value]:
        """``config`` is the text."""
        text = yaml.safe_dump(want.properties.get("cloud_config", {}), default_flow_style=False)
        return {"config": f"#cloud-config\n{text}"}


DRIVER = CloudConfig
