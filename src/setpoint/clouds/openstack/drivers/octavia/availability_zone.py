"""``OS::Octavia::AvailabilityZone``: where load balancers can be made. For administrators. Known by its name."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.octavia.octavia import LOAD_BALANCER, ZONE_PROFILES
from setpoint.clouds.openstack.rest.carrier import Unique
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Done, Outcome
from setpoint.model.value import Plain


class AvailabilityZone(RestDriver):
    """An availability zone. No two have one name, and none changes it."""

    api = LOAD_BALANCER
    path, one, many = "lbaas/availabilityzones", "availability_zone", "availability_zones"
    carrier = Unique(name="name")
    fields = (
        Field("name", updates=False),
        Field("description", unset=""),
        Field("enabled"),
        Field("availability_zone_profile", "availability_zone_profile_id", ZONE_PROFILES, updates=False),
    )

    def id_of(self, shown: Shown) -> str:
        """See :meth:`RestDriver.id_of`."""
        return str(shown["name"])

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`; where nothing is to be said, nothing is shown."""
        return super().seen({**shown, "description": shown.get("description") or ""}, wanted)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """See :meth:`RestDriver.find`; one that is otherwise is somebody else's."""
        found = await super().find(token, want)
        if not isinstance(found, Done):
            return found
        is_mine = all(want.properties.get(name) == value for name, value in found.seen.items())
        return found if is_mine else None


DRIVER = AvailabilityZone
