"""``OS::Neutron::MeteringRule``: which traffic is counted under a label."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.neutron.neutron import NeutronDriver
from setpoint.clouds.openstack.rest.carrier import Unique
from setpoint.clouds.openstack.rest.field import Field


class MeteringRule(NeutronDriver):
    """A rule. Those of a label and direction do not overlap."""

    path, one, many = "metering/metering-label-rules", "metering_label_rule", "metering_label_rules"
    carrier = Unique(
        metering_label_id="metering_label_id", direction="direction", remote_ip_prefix="remote_ip_prefix"
    )
    fields = (
        Field("metering_label_id", updates=False),
        Field("remote_ip_prefix", updates=False),
        Field("direction", updates=False),
        Field("excluded", updates=False),
    )


DRIVER = MeteringRule
