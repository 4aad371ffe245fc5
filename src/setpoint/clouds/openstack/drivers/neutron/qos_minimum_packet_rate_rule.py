"""``OS::Neutron::QoSMinimumPacketRateRule``: how many packets a port is sure to be able to send, or receive."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.neutron.qos import QosRule
from setpoint.clouds.openstack.rest.field import Field


class QosMinimumPacketRateRule(QosRule):
    """At least so many, in thousands a second."""

    child = "minimum_packet_rate_rule"
    fields = (Field("min_kpps"), Field("direction"), Field("tenant_id", updates=False))


DRIVER = QosMinimumPacketRateRule
