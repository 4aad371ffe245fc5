"""``OS::Keystone::Group``: users who are given their roles together."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.keystone.granted import Granted
from setpoint.clouds.openstack.drivers.keystone.keystone import DESCRIPTION, DOMAIN, GROUPS, NAME


class Group(Granted):
    """A group."""

    path, one, many = "groups", "group", "groups"
    things = GROUPS
    fields = (NAME, DOMAIN, DESCRIPTION)


DRIVER = Group
