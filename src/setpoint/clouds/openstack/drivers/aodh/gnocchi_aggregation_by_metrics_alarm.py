"""``OS::Aodh::GnocchiAggregationByMetricsAlarm``: when several measurements together pass a threshold."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.aodh.aodh import THRESHOLD, AodhDriver
from setpoint.clouds.openstack.rest.alike import same_texts, texts
from setpoint.clouds.openstack.rest.field import Field


class GnocchiAggregationByMetricsAlarm(AodhDriver):
    """An alarm on several measurements."""

    type = "gnocchi_aggregation_by_metrics_threshold"
    rule = (*THRESHOLD, Field("metrics", out=texts, told=same_texts))


DRIVER = GnocchiAggregationByMetricsAlarm
