"""``OS::Neutron::MeteringLabel``: under which traffic is counted, by rules that are resources of their own."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.neutron.neutron import NeutronDriver
from setpoint.clouds.openstack.rest.field import Field


class MeteringLabel(NeutronDriver):
    """A label."""

    path, one, many = "metering/metering-labels", "metering_label", "metering_labels"
    fields = (
        Field("name", updates=False),
        Field("description", updates=False),
        Field("shared", updates=False),
    )


DRIVER = MeteringLabel
