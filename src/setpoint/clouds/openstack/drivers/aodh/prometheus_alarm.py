"""``OS::Aodh::PrometheusAlarm``: when what Prometheus measures passes a threshold."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.aodh.aodh import AodhDriver
from setpoint.clouds.openstack.rest.field import Field


class PrometheusAlarm(AodhDriver):
    """An alarm on a query of Prometheus."""

    type = "prometheus"
    rule = (Field("comparison_operator"), Field("query"), Field("threshold"))


DRIVER = PrometheusAlarm
