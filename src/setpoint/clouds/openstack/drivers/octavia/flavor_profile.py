"""``OS::Octavia::FlavorProfile``: what a flavor tells the provider. For administrators."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.octavia.octavia import LOAD_BALANCER
from setpoint.clouds.openstack.rest.carrier import Unique
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.clouds.openstack.rest.field import Field


class FlavorProfile(RestDriver):
    """What a flavor tells the provider."""

    api = LOAD_BALANCER
    path, one, many = "lbaas/flavorprofiles", "flavorprofile", "flavorprofiles"
    carrier = Unique(name="name")
    fields = (
        Field("name"),
        Field("flavor_data"),
        Field("provider_name"),
    )


DRIVER = FlavorProfile
