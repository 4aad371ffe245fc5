"""``OS::Octavia::Pool``: where a listener, or a load balancer, sends what comes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from setpoint.clouds.openstack.drivers.octavia.octavia import (
    LISTENERS,
    LOAD_BALANCERS,
    OctaviaDriver,
    id_of_first,
)
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain


def _persistence(told: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not given: Octavia takes no null for a cookie's name."""
    return {key: value for key, value in told.items() if value is not None and key in ("type", "cookie_name")}


class Pool(OctaviaDriver):
    """A pool."""

    path, one, many = "lbaas/pools", "pool", "pools"
    fields = (
        Field("name"),
        Field("description"),
        Field("lb_algorithm"),
        Field("protocol", updates=False),
        Field("listener", "listener_id", LISTENERS, updates=False),
        Field("loadbalancer", "loadbalancer_id", LOAD_BALANCERS, updates=False),
        Field("session_persistence", out=_persistence),
        Field("admin_state_up"),
        Field("tls_enabled"),
    )

    imports = True

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`; of a listener's pool, the listener tells."""
        persistence = shown.get("session_persistence")
        own = {"session_persistence": persistence and _persistence(persistence)}
        return super().told({**shown, **own, "loadbalancer_id": id_of_first(shown, "loadbalancers")})

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """Listener and load balancer are shown among others; of the persistence, what was asked for is compared."""
        listener = id_of_first(shown, "listeners")
        balancer = id_of_first(shown, "loadbalancers")
        persistence = shown.get("session_persistence")
        asked_for = wanted.get("session_persistence") or {}
        return super().seen(
            {
                **shown,
                **({"listener_id": listener} if listener else {}),
                **({"loadbalancer_id": balancer} if balancer else {}),
                "session_persistence": persistence and {key: persistence.get(key) for key in asked_for},
            },
            wanted,
        )


DRIVER = Pool
