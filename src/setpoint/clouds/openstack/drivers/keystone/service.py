"""``OS::Keystone::Service``: something that a cloud offers, in its catalogue."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.keystone.keystone import DESCRIPTION, NAME, SERVICES, KeystoneDriver
from setpoint.clouds.openstack.rest.field import Field


class Service(KeystoneDriver):
    """A service."""

    path, one, many = "services", "service", "services"
    things = SERVICES
    fields = (NAME, DESCRIPTION, Field("type"), Field("enabled"))


DRIVER = Service
