"""``OS::Neutron::QoSPolicy``: what a port's traffic may have. Its rules are resources of their own."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.neutron.neutron import PROJECTS, QOS_POLICIES, NeutronDriver
from setpoint.clouds.openstack.rest.field import KEEP, Field


class QosPolicy(NeutronDriver):
    """A policy."""

    path, one, many = "qos/policies", "policy", "policies"
    things = QOS_POLICIES
    fields = (
        Field("name", unset=KEEP),
        Field("description", unset=""),
        Field("shared"),
        Field("tenant_id", things=PROJECTS, updates=False),
    )


DRIVER = QosPolicy
