"""``OS::Octavia::L7Rule``: which requests a policy is about."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.octavia.octavia import L7_POLICIES, OctaviaNestedDriver
from setpoint.clouds.openstack.rest.field import Field


class L7Rule(OctaviaNestedDriver):
    """A rule of a policy."""

    above, parent = L7_POLICIES, "l7policy"
    path, one, many = "rules", "rule", "rules"
    fields = (
        Field("admin_state_up"),
        Field("type"),
        Field("compare_type"),
        Field("invert"),
        Field("key"),
        Field("value"),
    )


DRIVER = L7Rule
