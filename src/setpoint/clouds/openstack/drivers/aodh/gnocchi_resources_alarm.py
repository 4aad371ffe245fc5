"""``OS::Aodh::GnocchiResourcesAlarm``: when a measurement of one thing passes a threshold."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.aodh.aodh import THRESHOLD, AodhDriver
from setpoint.clouds.openstack.rest.field import Field


class GnocchiResourcesAlarm(AodhDriver):
    """An alarm on one thing."""

    type = "gnocchi_resources_threshold"
    rule = (*THRESHOLD, Field("metric"), Field("resource_id"), Field("resource_type"))


DRIVER = GnocchiResourcesAlarm
