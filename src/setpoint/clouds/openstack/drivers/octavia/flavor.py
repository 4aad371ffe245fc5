"""``OS::Octavia::Flavor``: a kind of load balancer that users may choose. For administrators."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.octavia.octavia import FLAVOR_PROFILES, LOAD_BALANCER
from setpoint.clouds.openstack.rest.carrier import Unique
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.clouds.openstack.rest.field import Field


class Flavor(RestDriver):
    """A kind of load balancer that users may choose."""

    api = LOAD_BALANCER
    path, one, many = "lbaas/flavors", "flavor", "flavors"
    carrier = Unique(name="name")
    fields = (
        Field("name"),
        Field("description"),
        Field("enabled"),
        Field("flavor_profile", "flavor_profile_id", FLAVOR_PROFILES, updates=False),
    )


DRIVER = Flavor
