"""``OS::Keystone::UserRoleAssignment``: roles that a user is given."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.keystone.assignment import Assignment
from setpoint.clouds.openstack.drivers.keystone.keystone import USERS


class UserRoleAssignment(Assignment):
    """Roles of a user."""

    one, things = "user", USERS


DRIVER = UserRoleAssignment
