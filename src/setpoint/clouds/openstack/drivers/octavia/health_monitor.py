"""``OS::Octavia::HealthMonitor``: how a pool finds out which of its members work."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.openstack.drivers.octavia.octavia import POOLS, OctaviaDriver, id_of_first
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain


class HealthMonitor(OctaviaDriver):
    """A health monitor."""

    path, one, many = "lbaas/healthmonitors", "healthmonitor", "healthmonitors"
    fields = (
        Field("pool", "pool_id", POOLS, updates=False),
        Field("type", updates=False),
        Field("delay"),
        Field("timeout"),
        Field("max_retries"),
        Field("http_method"),
        Field("url_path"),
        Field("expected_codes"),
        Field("admin_state_up"),
        Field("tenant_id", "project_id", updates=False),
    )

    imports = True

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`."""
        return super().told({**shown, "pool_id": id_of_first(shown, "pools")})

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """It shows the pools that it is of, of which there is one."""
        return super().seen({**shown, "pool_id": id_of_first(shown, "pools")}, wanted)


DRIVER = HealthMonitor
