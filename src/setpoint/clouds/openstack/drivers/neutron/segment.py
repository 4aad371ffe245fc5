"""``OS::Neutron::Segment``: a stretch of a network that is one broadcast domain."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORKS, SEGMENTS, NeutronDriver
from setpoint.clouds.openstack.rest.field import KEEP, Field


class Segment(NeutronDriver):
    """A segment."""

    path, one, many = "segments", "segment", "segments"
    things = SEGMENTS
    fields = (
        Field("name", unset=KEEP),
        Field("description", unset=""),
        Field("network", "network_id", NETWORKS, updates=False),
        Field("network_type", updates=False),
        Field("physical_network", updates=False),
        Field("segmentation_id", updates=False),
    )


DRIVER = Segment
