"""``OS::Aodh::EventAlarm``: when something has happened."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.aodh.aodh import AodhDriver, given
from setpoint.clouds.openstack.rest.field import Field


class EventAlarm(AodhDriver):
    """An alarm on events."""

    type = "event"
    rule = (Field("event_type"), Field("query", out=given))


DRIVER = EventAlarm
