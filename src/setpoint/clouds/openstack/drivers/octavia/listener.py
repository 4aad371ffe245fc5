"""``OS::Octavia::Listener``: a port of a load balancer, and the protocol that is spoken there."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.openstack.drivers.octavia.octavia import (
    LOAD_BALANCERS,
    POOLS,
    OctaviaDriver,
    id_of_first,
)
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain


class Listener(OctaviaDriver):
    """A listener."""

    path, one, many = "lbaas/listeners", "listener", "listeners"
    fields = (
        Field("name"),
        Field("description"),
        Field("loadbalancer", "loadbalancer_id", LOAD_BALANCERS, updates=False),
        Field("default_pool", "default_pool_id", POOLS),
        Field("protocol", updates=False),
        Field("protocol_port", updates=False),
        Field("admin_state_up"),
        Field("connection_limit"),
        Field("allowed_cidrs"),
        Field("default_tls_container_ref"),
        Field("sni_container_refs"),
        Field("tenant_id", "project_id", updates=False),
    )

    imports = True

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`."""
        return super().told({**shown, "loadbalancer_id": id_of_first(shown, "loadbalancers")})

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """It shows the load balancers that it is of, of which there is one."""
        return super().seen({**shown, "loadbalancer_id": id_of_first(shown, "loadbalancers")}, wanted)


DRIVER = Listener
