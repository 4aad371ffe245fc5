"""``OS::Neutron::QoSBandwidthLimitRule``: how much a port may send, or receive."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.neutron.qos import QosRule
from setpoint.clouds.openstack.rest.field import Field


class QosBandwidthLimitRule(QosRule):
    """At most so much."""

    child = "bandwidth_limit_rule"
    fields = (
        Field("max_kbps"),
        Field("max_burst_kbps"),
        Field("direction"),
        Field("tenant_id", updates=False),
    )


DRIVER = QosBandwidthLimitRule
