"""OS::Heat::StructuredDeployment: as SoftwareDeployment, of data in which the inputs are filled in here."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.builtin.drivers.software_deployment import SoftwareDeployment
from setpoint.clouds.builtin.instructing import with_inputs
from setpoint.model.value import Plain


class StructuredDeployment(SoftwareDeployment):
    """For tools that know no inputs."""

    def derived(self, properties: Mapping[str, Plain], content: Plain, values: Mapping[str, Plain]) -> Plain:
        """See :func:`with_inputs`."""
        return with_inputs(properties, content, values)


DRIVER = StructuredDeployment
