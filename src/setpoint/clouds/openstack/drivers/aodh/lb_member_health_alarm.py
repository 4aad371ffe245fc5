"""``OS::Aodh::LBMemberHealthAlarm``: when a member of a pool does not work."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.aodh.aodh import AodhDriver
from setpoint.clouds.openstack.drivers.octavia.octavia import POOLS
from setpoint.clouds.openstack.rest.field import Field


class LbMemberHealthAlarm(AodhDriver):
    """An alarm on the members of a pool."""

    type = "loadbalancer_member_health"
    rule = (
        Field("pool", "pool_id", POOLS),
        Field("stack", "stack_id"),
        Field("autoscaling_group_id"),
    )


DRIVER = LbMemberHealthAlarm
