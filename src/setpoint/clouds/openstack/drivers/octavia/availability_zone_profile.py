"""``OS::Octavia::AvailabilityZoneProfile``: what an availability zone tells the provider. For administrators.

It has neither tags nor a description, and no name of its own: until it is complete, its name is the token.
"""

from __future__ import annotations

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.octavia.octavia import LOAD_BALANCER, ZONE_PROFILES
from setpoint.clouds.openstack.rest.carrier import Name
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.clouds.openstack.rest.field import KEEP, Field


class AvailabilityZoneProfile(RestDriver):
    """What an availability zone tells the provider."""

    api = LOAD_BALANCER
    path, one, many = ZONE_PROFILES.path, "availability_zone_profile", ZONE_PROFILES.key
    carrier = Name()
    fields = (
        Field("name", unset=KEEP),
        Field("availability_zone_data", unset=KEEP),
        Field("provider_name", unset=KEEP),
    )

    def leaves(self, want: Want) -> bool:
        """Its name."""
        return True

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        name = want.properties.get("name") or want.name
        await self.service.put(self.address(id), self.wrapped({"name": name}))


DRIVER = AvailabilityZoneProfile
