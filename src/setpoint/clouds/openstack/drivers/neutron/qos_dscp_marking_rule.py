"""``OS::Neutron::QoSDscpMarkingRule``: how a port's traffic is marked."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.neutron.qos import QosRule
from setpoint.clouds.openstack.rest.field import Field


class QosDscpMarkingRule(QosRule):
    """A mark."""

    child = "dscp_marking_rule"
    fields = (Field("dscp_mark"), Field("tenant_id", updates=False))


DRIVER = QosDscpMarkingRule
