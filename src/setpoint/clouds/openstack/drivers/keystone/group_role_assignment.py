"""``OS::Keystone::GroupRoleAssignment``: roles that a group is given."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.keystone.assignment import Assignment
from setpoint.clouds.openstack.drivers.keystone.keystone import GROUPS


class GroupRoleAssignment(Assignment):
    """Roles of a group."""

    one, things = "group", GROUPS


DRIVER = GroupRoleAssignment
