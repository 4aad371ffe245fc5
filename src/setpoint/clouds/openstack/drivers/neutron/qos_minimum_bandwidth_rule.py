"""``OS::Neutron::QoSMinimumBandwidthRule``: how much a port is sure to be able to send, or receive."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.neutron.qos import QosRule
from setpoint.clouds.openstack.rest.field import Field


class QosMinimumBandwidthRule(QosRule):
    """At least so much."""

    child = "minimum_bandwidth_rule"
    fields = (Field("min_kbps"), Field("direction"), Field("tenant_id", updates=False))


DRIVER = QosMinimumBandwidthRule
